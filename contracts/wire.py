"""Base models and scalars of the wire: only str, int, bool, null, list and object travel."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Final, Literal, get_args

from email_validator import EmailNotValidError, validate_email
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    ValidationInfo,
)
from pydantic_core import CoreSchema
from pydantic_core.core_schema import with_info_before_validator_function

AccountNumber = Annotated[str, Field(pattern=r"^\d{9}$", examples=["180111111"])]
"""Лицевой счёт: three digits of the district and six more; text, because it may begin with zero."""

Period = Annotated[str, Field(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", examples=["2026-10"])]
"""Расчётный период: a calendar month (ПП 354, п. 37)."""

Kopecks = Annotated[int, Field(ge=-(10**14), le=10**14)]
"""Money, in kopecks; may be negative where a balance or a correction may."""

PositiveKopecks = Annotated[int, Field(ge=1, le=10**12)]
Zone = Literal["one", "day", "night", "peak", "semi"]
"""Тарифная зона: одноставочный, день, ночь, пик, полупик."""

EARLIEST, LATEST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
"""The calendar: each day in it has one before and one after it, each moment is a date in every zone."""


def _in_calendar(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("outside of the calendar")
    return moment


def _has_neighbours(day: date) -> date:
    if day < EARLIEST.date():
        raise ValueError("outside of the calendar")
    return day


Day = Annotated[date, Strict(False), Field(le=date(9999, 12, 30)), AfterValidator(_has_neighbours)]
"""A date of the Moscow calendar, ISO 8601 on the wire; each has a day before and one after it."""

Instant = Annotated[AwareDatetime, Strict(False), AfterValidator(_in_calendar)]
"""A moment with its UTC offset, ISO 8601 on the wire."""


def _in_our_years(moment: datetime) -> datetime:
    if not 2000 <= moment.year < 2100:
        raise ValueError("not in our years")
    return moment


Planned = Annotated[Instant, AfterValidator(_in_our_years)]
"""A moment that a person fills in: of our years, where a slip of the pen is none."""

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A number of things, or a number among few: as large as a column of four bytes."""

Cursor = Annotated[int, Field(ge=0, le=2**63 - 1)]
"""A row's number, from which a list goes on: as large as a column of eight bytes."""

Word = Annotated[str, Field(max_length=200)]
"""A short text by which something is looked for."""

IdempotencyKey = Annotated[str, Field(min_length=8, max_length=100, pattern=r"^[A-Za-z0-9_.:-]+$")]
Identifier = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9-]+$", examples=["5b0c6f9e"])]
Email = Annotated[str, Field(min_length=3, max_length=254)]


def is_email(text: str) -> bool:
    """Whether it is one address that a letter can be sent to, without a name beside it. Nothing is looked up."""
    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False, allow_display_name=False)
    except EmailNotValidError:
        return False
    return True


def _one_address(text: str) -> str:
    if not is_email(text):
        raise ValueError("not one e-mail address")
    return text


OneEmail = Annotated[
    str, Field(min_length=3, max_length=254, examples=["ivanov@list.ru"]), AfterValidator(_one_address)
]
"""An address that somebody has typed and that nobody has looked at yet."""
Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
SentBase64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=16 * 1024 * 1024)]
"""What a caller sends; the edge takes no longer request."""


UNKNOWN: Final = "unknown"
"""The member that a reader takes for one that only a newer sender knows."""


class Open:
    """Marks a Literal to which later releases may add members: `Annotated[Literal["a", "b", "unknown"], Open()]`.

    The tolerant reader of answers and events (`chassis.tolerant_reader`) reads an unknown member as `UNKNOWN`, which is
    among the members. Everywhere else, in requests above all, an unknown member is refused as usual.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        members = frozenset(get_args(source))
        if UNKNOWN not in members:
            raise TypeError(f"an open type needs the member {UNKNOWN!r}: {source}")

        def read(value: object, info: ValidationInfo) -> object:
            tolerant = bool(info.context and info.context.get("tolerant"))
            return UNKNOWN if tolerant and isinstance(value, str) and value not in members else value

        return with_info_before_validator_function(read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "x-open": True}


class Message(BaseModel):
    """A request, an answer or a part of one: closed, immutable, strict about types.

    Readers of answers ignore unknown fields all the same (`chassis.tolerant_reader`), so that a newer service may add
    one; a request with an unknown field is refused, so services are replaced before their callers.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class Event(BaseModel):
    """Something that happened; readers ignore fields that they do not know, so that adding one is no new version."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True, hide_input_in_errors=True)

    SOURCE: ClassVar[str]
    """The service that publishes it."""
    TYPE: ClassVar[str]
    """`<source>.<object_verb-past>.v<major>`, also the routing key."""


class Nothing(Message):
    """An empty request or answer."""


class AccountRef(Message):
    """One personal account."""

    account_number: AccountNumber


class AccountRefs(Message):
    """Several personal accounts, in the order in which the answer shall come."""

    account_numbers: list[AccountNumber] = Field(min_length=1, max_length=100)


class Interval(Message):
    """One account and an interval of days, both ends included."""

    account_number: AccountNumber
    since: Day
    until: Day


class AccountsInterval(Message):
    """Several accounts and an interval of days, both ends included."""

    account_numbers: list[AccountNumber] = Field(min_length=1, max_length=100)
    since: Day
    until: Day


class ZoneValue(Message):
    """What one dial of the meter shows, as a whole number of its last figure's unit: 57,8 is 578 with one decimal."""

    zone: Zone
    value: int = Field(ge=0, le=999_999_999)
    decimals: int = Field(default=0, ge=0, le=3)
    """How many figures of `value` stand behind the comma; messages with decimals of their own leave it at 0."""


class Document(Message):
    """A file for download."""

    file_name: str
    media_type: str
    content: Base64
