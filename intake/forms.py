"""How a file is declared: the shapes of its columns as contracts write them, and the conditions of a service."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

Record = tuple[int, list[str]]
"""The line on which a record of a file begins, the file's first one being 1, and its fields."""


class Shape(Protocol):
    """How a value is written: `kind` is text, whole, decimal, day or flag; see the contract that declares it.

    A day or month with a `meaning` has the bounds that the service gives for it.
    """

    @property
    def kind(self) -> str: ...
    @property
    def remedy(self) -> str: ...
    @property
    def least(self) -> str: ...
    @property
    def most(self) -> str: ...
    @property
    def places(self) -> int: ...
    @property
    def pattern(self) -> str: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def meaning(self) -> str | None: ...


class Column(Protocol):
    """One column; an optional one may be absent or empty and then means `default`."""

    @property
    def name(self) -> str: ...
    @property
    def shape(self) -> Shape: ...
    @property
    def optional(self) -> bool: ...
    @property
    def default(self) -> str | None: ...


class Form(Protocol):
    """A CSV file as its contract declares it."""

    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> Sequence[Column]: ...
    @property
    def keys(self) -> tuple[str, ...]: ...
    @property
    def not_before(self) -> tuple[tuple[str, str], ...]: ...


@dataclass(frozen=True, slots=True)
class File:
    """A form and a service's own conditions on its lines: (field to blame, SQL over `s` that must hold, remedy)."""

    form: Form
    rules: tuple[tuple[str, str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.form.name

    @property
    def file_name(self) -> str:
        return f"{self.form.name}.csv"

    @property
    def staging(self) -> str:
        """Its table of texts: `line`, the number of the record, and a column for each of the form's."""
        return f"staging_{self.form.name}"

    def column(self, name: str) -> Column:
        return next(column for column in self.form.columns if column.name == name)
