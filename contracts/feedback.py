"""feedback: appeals, attachments, answers."""

from typing import ClassVar, Literal, Protocol

from pydantic import Field

from contracts.audit import KeepsAudit
from contracts.figures import Figures, FiguresQuery
from contracts.methods import account, allows, anyone, customer, refuses, staff
from contracts.wire import (
    AccountNumber,
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


class Answer(Message):
    appeal_id: Identifier
    text: str = Field(min_length=1, max_length=10_000)
    files: list[NewFile] = Field(default_factory=list, max_length=5)
    idempotency_key: IdempotencyKey


class OpenAppealsQuery(Message):
    after: str | None = Field(default=None, max_length=64)


class Draft(Message):
    """What a customer has begun to write; it survives signing out. Both empty: there is none."""

    kind: str = Field(max_length=32)
    text: str = Field(max_length=10_000)


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
    @refuses("appeal_not_found", "file_refused", "appeal_closed")
    def answer_appeal(self, request: Answer) -> Appeal: ...

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
