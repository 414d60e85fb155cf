"""What is wrong with the fields of a form, collected so that the person sees everything at once. Pure."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.errors import Refusal


class InputError(ValueError):
    """The value is invalid; the message says in Russian what to do. It never repeats a secret."""


def one_line(typed: str) -> str:
    """The text without control characters and outer spaces, fit for a list, a log and a database."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


class FieldErrors:
    """Collects what is wrong with a form, so that the person sees everything at once."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []

    @contextmanager
    def collect(self, field: str) -> Iterator[None]:
        """Collect an InputError raised inside the block as being about that field."""
        try:
            yield
        except InputError as error:
            self.found.append({"field": field, "message": str(error)})

    def raise_if_any(self) -> None:
        """Raises the refusal `invalid_field` with the first error, all of them in its details."""
        if self.found:
            first = self.found[0]
            raise Refusal("invalid_field", first["message"], first["field"], {"errors": self.found})


@contextmanager
def checked_field(name: str) -> Iterator[None]:
    """Turn an InputError about a single field into the refusal of the call."""
    errors = FieldErrors()
    with errors.collect(name):
        yield
    errors.raise_if_any()
