"""feedback: appeals, attachments, answers."""

from typing import ClassVar, Literal, Protocol

from pydantic import Field

from contracts.audit import KeepsAudit
from contracts.feedback_desk import *  # noqa: F403
from contracts.feedback_desk import (
    AnswerTemplate,
    AnswerTemplates,
    AnswerWay,
    AppealSearch,
    AppealTaking,
    Channel,
    NewNote,
    Note,
    Notes,
    NotesQuery,
    NoteStriking,
    QueueCounts,
    QueueQuery,
    Received,
    StaffName,
    TemplateChange,
    TemplateRef,
)
from contracts.figures import Figures, FiguresQuery
from contracts.methods import account, allows, anyone, customer, refuses, staff
from contracts.wire import (
    AccountNumber,
    Cursor,
    Day,
    Document,
    Email,
    Event,
    IdempotencyKey,
    Identifier,
    Instant,
    Message,
    Nothing,
    SentBase64,
)

AppealState = Literal["registered", "in_work", "answered", "reopened", "closed"]

OPEN_APPEALS_A_PAGE = 100
"""Of `list_open`: a full page may have a next one, asked for by the last appeal of it."""


class NewFile(Message):
    """At most 2 MiB inclusive after decoding (M4.7.1); the type is judged by content."""

    name: str = Field(min_length=1, max_length=255)
    content: SentBase64


class NewAppeal(Message):
    """Always from the primary account; the service takes it from the caller's identity."""

    account_number: AccountNumber
    kind: str = Field(default="other", max_length=32)
    text: str = Field(min_length=1, max_length=10_000)
    files: list[NewFile] = Field(default_factory=list, max_length=5)
    email: Email
    """Where the letter about the answer goes."""
    idempotency_key: IdempotencyKey


class FileInfo(Message):
    file_id: Identifier
    name: str
    size: int
    media_type: str


class AppealMessage(Message):
    at: Instant
    author: Literal["customer", "supplier"]
    text: str
    files: list[FileInfo]
    by_name: str = ""
    """For staff alone: which colleague answered."""
    way: AnswerWay = "cabinet"


class Appeal(Message):
    appeal_id: Identifier
    number: str
    """For people, such as `О-2026-000123`."""
    account_number: AccountNumber
    kind: str
    kind_title: str
    state: AppealState
    state_title: str
    """Deprecated, goes with the next release: the gateway words `state`."""
    registered_at: Instant
    due_on: Day
    thread: list[AppealMessage]
    rating: int | None
    reopen_until: Day | None = None
    """Of a closed one: the last day on which the customer's reply opens it again; None: it cannot be."""
    channel: Channel = "cabinet"
    applicant: str = ""
    """Of one that staff wrote down, as the next two."""
    contact: str = ""
    answer_way: AnswerWay = "cabinet"
    assignee: str = ""
    """For staff alone, as the next two: the user who works on it, empty: nobody."""
    assignee_name: str = ""
    last_message: int = 0
    """Of the thread: an answer says which one its author has seen."""


class AppealList(Message):
    appeals: list[Appeal]


class AppealKind(Message):
    kind: str
    title: str
    days: int


class AppealKinds(Message):
    kinds: list[AppealKind]


class AppealsQuery(Message):
    account_number: AccountNumber
    since: Day
    until: Day


class AppealRef(Message):
    account_number: AccountNumber
    appeal_id: Identifier


class FileRef(Message):
    account_number: AccountNumber
    appeal_id: Identifier
    file_id: Identifier


class Reply(Message):
    """Of the customer: an answered appeal is reopened by it, a closed one until its `reopen_until`. Staff: `Answer`."""

    account_number: AccountNumber
    appeal_id: Identifier
    text: str = Field(min_length=1, max_length=10_000)
    files: list[NewFile] = Field(default_factory=list, max_length=5)
    idempotency_key: IdempotencyKey


class Rating(Message):
    account_number: AccountNumber
    appeal_id: Identifier
    rating: int = Field(ge=1, le=5)


class StaffAppeal(Message):
    """An appeal that staff write down; whose it is may never have registered."""

    account_number: AccountNumber
    kind: str = Field(max_length=32)
    text: str = Field(min_length=1, max_length=10_000)
    files: list[NewFile] = Field(default_factory=list, max_length=5)
    received: Received
    by_name: StaffName
    idempotency_key: IdempotencyKey


class Answer(Message):
    """`way` of an appeal from the cabinet is the cabinet; of any other one it says how the answer has been given."""

    appeal_id: Identifier
    text: str = Field(min_length=1, max_length=10_000)
    files: list[NewFile] = Field(default_factory=list, max_length=5)
    idempotency_key: IdempotencyKey
    seen: Cursor | None = None
    """`Appeal.last_message` as its author saw it; None does not ask whether somebody has answered meanwhile."""
    by_name: StaffName = ""
    way: Literal["cabinet", "email", "phone", "post", "visit"] | None = None


class OpenAppealsQuery(Message):
    after: str | None = Field(default=None, max_length=64)


class Draft(Message):
    """What a customer has begun to write; it survives signing out. Both empty: there is none."""

    kind: str = Field(max_length=32)
    text: str = Field(max_length=10_000)


class FeedbackRpc(KeepsAudit, Protocol):
    @allows(customer("account_number"))
    @refuses("file_refused", "bad_request")
    def send_appeal(self, request: NewAppeal) -> Appeal: ...

    @allows(anyone())
    @refuses()
    def list_kinds(self, request: OpenAppealsQuery) -> AppealKinds: ...

    @allows(account())
    @refuses()
    def list_appeals(self, request: AppealsQuery) -> AppealList: ...

    @allows(staff())
    @refuses("appeal_not_found")
    def get_appeal(self, request: AppealRef) -> Appeal: ...

    @allows(account())
    @refuses("appeal_not_found")
    def get_file(self, request: FileRef) -> Document: ...

    @allows(customer("account_number"))
    @refuses("appeal_not_found", "file_refused", "appeal_closed")
    def reply_appeal(self, request: Reply) -> Appeal: ...

    @allows(customer("account_number"))
    @refuses("appeal_not_found")
    def rate_appeal(self, request: Rating) -> Appeal: ...

    @allows(staff())
    @refuses()
    def list_open(self, request: OpenAppealsQuery) -> AppealList: ...

    @allows(staff())
    @refuses()
    def find_appeals(self, request: AppealSearch) -> AppealList: ...

    @allows(staff())
    @refuses("appeal_not_found", "file_refused", "appeal_closed", "appeal_changed")
    def answer_appeal(self, request: Answer) -> Appeal: ...

    @allows(staff())
    @refuses("file_refused", "bad_request")
    def open_appeal(self, request: StaffAppeal) -> Appeal: ...

    @allows(staff())
    @refuses("appeal_not_found", "appeal_closed", "appeal_changed")
    def take_appeal(self, request: AppealTaking) -> Appeal: ...

    @allows(staff())
    @refuses()
    def list_queue(self, request: QueueQuery) -> AppealList: ...

    @allows(staff())
    @refuses()
    def get_queue_counts(self, request: Nothing) -> QueueCounts: ...

    @allows(staff())
    @refuses("appeal_not_found")
    def write_note(self, request: NewNote) -> Note: ...

    @allows(staff())
    @refuses("note_not_found")
    def strike_note(self, request: NoteStriking) -> Note: ...

    @allows(staff())
    @refuses()
    def list_notes(self, request: NotesQuery) -> Notes: ...

    @allows(customer())
    @refuses()
    def get_draft(self, request: Nothing) -> Draft: ...

    @allows(customer())
    @refuses()
    def save_draft(self, request: Draft) -> Nothing: ...

    @allows(staff())
    @refuses()
    def list_templates(self, request: Nothing) -> AnswerTemplates: ...

    @allows(staff())
    @refuses("template_not_found", "bad_request")
    def save_template(self, request: TemplateChange) -> AnswerTemplate: ...

    @allows(staff())
    @refuses("template_not_found")
    def remove_template(self, request: TemplateRef) -> Nothing: ...

    @allows(staff())
    @refuses()
    def get_figures(self, request: FiguresQuery) -> Figures: ...


class AppealAnswered(Event):
    SOURCE: ClassVar = "feedback"
    TYPE: ClassVar = "feedback.appeal_answered.v1"
    appeal_id: Identifier
    number: str
    account_number: AccountNumber
    email: Email
    answered_at: Instant
