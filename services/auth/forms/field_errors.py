"""What is wrong with the fields of a form, collected so that the person sees everything at once. Pure."""

from collections.abc import Iterator
from contextlib import contextmanager

from chassis.errors import Refusal


class Advice(ValueError):
    """The value cannot be taken; the message tells a person, in Russian, what to do. It never repeats a secret."""


def one_line(typed: str) -> str:
    """The text without control characters and outer spaces, fit for a list, a log and a database."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


class FieldErrors:
    """Collects what is wrong with a form, so that the person sees everything at once."""

    def __init__(self) -> None:
        self.found: list[dict[str, str]] = []

    @contextmanager
    def of(self, field: str) -> Iterator[None]:
        """Note the advice raised inside as being about that field."""
        try:
            yield
        except Advice as advice:
            self.found.append({"field": field, "message": str(advice)})

    def refuse(self) -> None:
        """Raise the first error with all of them in the details, if there are any."""
        if self.found:
            first = self.found[0]
            raise Refusal("invalid_field", first["message"], first["field"], {"errors": self.found})


@contextmanager
def field(name: str) -> Iterator[None]:
    """Turn advice about a single field into the refusal of the call."""
    errors = FieldErrors()
    with errors.of(name):
        yield
    errors.refuse()
