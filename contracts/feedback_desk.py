"""feedback at the desk: appeals that come otherwise than through the cabinet, who works on them, and internal notes."""

from typing import Annotated, Literal

from pydantic import Field

from contracts.wire import AccountNumber, Cursor, Day, IdempotencyKey, Identifier, Instant, Message, Open, Word

Channel = Annotated[Literal["cabinet", "phone", "letter", "visit", "unknown"], Open()]
"""How an appeal came: through the cabinet, by telephone, by letter, at the office."""
AnswerWay = Annotated[Literal["cabinet", "email", "phone", "post", "visit", "unknown"], Open()]
"""How an answer is given. All but the cabinet's are given by people, the portal notes them."""
StaffName = Annotated[str, Field(max_length=60)]
"""The login under which a member of staff has signed in, for colleagues; the identity itself travels with the call."""


class AppealTaking(Message):
    """Takes an appeal into one's work, or gives it back. `seen` is the assignee that the page showed."""

    appeal_id: Identifier
    take: bool
    seen: Word = ""
    by_name: StaffName


class QueueQuery(Message):
    """Appeals that wait; `kind` None: of every kind."""

    kind: str | None = Field(default=None, max_length=32)
    whose: Literal["all", "mine", "free"] = "all"
    late: bool = False
    after: str | None = Field(default=None, max_length=64)


class KindCount(Message):
    """How many appeals of a kind wait: all, past their term, without an assignee, the caller's own."""

    kind: str
    title: str
    waiting: int
    late: int
    free: int
    mine: int


class QueueCounts(Message):
    """Kinds in the order of the customers' list, also those of which none waits."""

    kinds: list[KindCount]


class NewNote(Message):
    """For colleagues: no customer ever sees it. `appeal_id` None: of the account itself."""

    account_number: AccountNumber
    appeal_id: Identifier | None = None
    text: str = Field(min_length=1, max_length=2_000)
    pinned: bool = False
    """Shown on top of the account's page."""
    by_name: StaffName
    idempotency_key: IdempotencyKey


class Note(Message):
    note_id: int
    account_number: AccountNumber
    appeal_id: Identifier | None
    appeal_number: str
    """Empty for a note of the account."""
    at: Instant
    by_name: str
    text: str
    pinned: bool
    struck_at: Instant | None = None
    struck_by: str = ""


class NotesQuery(Message):
    """Of an account with all its appeals, or of one appeal alone."""

    account_number: AccountNumber
    appeal_id: Identifier | None = None


class Notes(Message):
    """Pinned ones first, then the newest; struck ones last."""

    notes: list[Note]


class NoteStriking(Message):
    """A note is not deleted: it is struck out, and stays readable."""

    account_number: AccountNumber
    note_id: Cursor
    by_name: StaffName


class Received(Message):
    """How an appeal came that staff have written down, from whom, and how they want their answer."""

    channel: Literal["phone", "letter", "visit"]
    applicant: str = Field(min_length=2, max_length=200)
    contact: str = Field(default="", max_length=300)
    """Telephone, e-mail or postal address for the answer."""
    answer_way: Literal["email", "phone", "post", "visit"]
    received_on: Day


class AppealSearch(Message):
    """The number of an appeal as somebody says it."""

    text: str = Field(max_length=100)


class AnswerTemplate(Message):
    template_id: Identifier
    title: str
    text: str


class AnswerTemplates(Message):
    """By title."""

    templates: list[AnswerTemplate]


class TemplateChange(Message):
    """None makes a new one."""

    template_id: Identifier | None
    title: str = Field(min_length=3, max_length=100)
    text: str = Field(min_length=5, max_length=5_000)


class TemplateRef(Message):
    template_id: Identifier
