"""What a CSV value may be: a condition and a cast, SQL over the staged text, and the remedy that an error names."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`valid` and `cast` are SQL with `{}` for the value, which is null where the file has nothing."""

    valid: str
    cast: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a file; an empty value is allowed when `optional`, and then means `default` (SQL)."""

    name: str
    kind: Kind
    optional: bool = False
    default: str = "null"

    @property
    def column(self) -> str:
        return f's."{self.name}"'

    @property
    def valid(self) -> str:
        """SQL that is true for an acceptable value, never null."""
        value = self.column
        right = f"coalesce({self.kind.valid.format(value)}, false)"
        return f"({value} is null or {right})" if self.optional else right

    @property
    def cast(self) -> str:
        """SQL of the typed value."""
        typed = self.kind.cast.format(self.column)
        return f"coalesce({typed}, {self.default})" if self.default != "null" else typed


def whole(least: int, most: int) -> Kind:
    """A whole number between two bounds."""
    return Kind(
        f"{{0}} ~ '^-?\\d{{{{1,13}}}}$' and {{0}}::bigint between {least} and {most}",
        "{0}::bigint",
        f"a whole number from {least} to {most}",
    )


def decimal(least: str, most: str, places: int) -> Kind:
    """A number with a dot and at most so many decimals."""
    shape = f"'^\\d{{{{1,9}}}}(\\.\\d{{{{1,{places}}}}})?$'"
    return Kind(
        f"{{0}} ~ {shape} and {{0}}::numeric between {least} and {most}",
        "{0}::numeric",
        f"a number from {least} to {most} with a dot and at most {places} decimals",
    )


def choice(*values: str) -> Kind:
    """One of a few words."""
    return Kind("{0} in (" + ", ".join(f"'{value}'" for value in values) + ")", "{0}", "one of " + ", ".join(values))


def text(least: int, most: int) -> Kind:
    """A text of so many characters, without control characters."""
    return Kind(
        f"length({{0}}) between {least} and {most} and {{0}} !~ '[\\x01-\\x1f]'",
        "{0}",
        f"a text of {least} to {most} characters",
    )


_CALENDAR = (
    "select to_char(d, 'YYYY-MM-DD') from generate_series(timestamp '1900-01-01', '2099-12-31', interval '1 day') d"
)
"""Looked up in a hash: several times faster than a pattern that knows the lengths of the months, and leap years too."""

ACCOUNT = Kind("{0} ~ '^\\d{{9}}$'", "{0}", "nine digits without brackets, such as 180111111")
DAY = Kind(f"{{0}} in ({_CALENDAR})", "{0}::date", "a day of the calendar, such as 2026-10-25")
PERIOD = Kind("{0} ~ '^20\\d\\d-(0[1-9]|1[0-2])$'", "{0}", "a month, such as 2026-10")
FLAG = Kind("{0} in ('0', '1')", "{0} = '1'", "0 or 1")
ZONE = choice("one", "day", "night", "peak", "semi")
KOPECKS = whole(-(10**12), 10**12)
PRICE = Kind(
    "{0} ~ '^\\d{{1,4}}(\\.\\d{{1,2}})?$'",
    "({0}::numeric * 100)::int",
    "rubles with at most two decimals, such as 7.48",
)
