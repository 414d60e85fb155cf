"""notifications: letters, delivery preferences, delivery attempts."""

from typing import Annotated, ClassVar, Literal, Protocol

from pydantic import Field

from contracts.audit import KeepsAudit
from contracts.dead_letters import KeepsDeadLetters
from contracts.figures import Figures, FiguresQuery
from contracts.methods import allows, anyone, customer, refuses, staff
from contracts.reminders import ReminderKind, ReminderRules, RuleRef, RulesChange
from contracts.roles import ADMINISTRATORS
from contracts.wire import AccountNumber, Email, Event, Identifier, Instant, Message, Nothing, Open, Planned

LETTERS_A_PAGE = 50
"""Of `list_letters`: a full page may have a next one, asked for by the last letter of it."""


class Delivery(Message):
    """M4.2.1, M4.2.2: bills by e-mail go for all linked accounts, paper may be refused for the primary one only."""

    email_bill: bool
    paper_bill: bool
    reminders: list[str]
    """Kinds of reminders that are on: readings, bill, due, verification."""
    email_bounced: bool
    """The last letter to the address was returned: the pages show a banner."""
    reminders_paused: list[ReminderKind] = Field(default_factory=list)
    """Kinds that the supplier sends to nobody today."""


class DeliveryChange(Message):
    email_bill: bool
    paper_bill: bool


class ReminderChange(Message):
    reminders: list[ReminderKind] = Field(max_length=4)


Subscription = Literal["email_bill", "readings", "bill", "due", "verification"]
"""What a reader may turn off by a letter's link: bills by e-mail, and each kind of reminders."""


class Unsubscription(Message):
    """`key` is in the person's own letters and allows nothing else."""

    key: str = Field(pattern=r"^[A-Za-z0-9-]+$", min_length=36, max_length=36)
    kind: Subscription


class Unsubscribed(Message):
    kind: Subscription
    email_masked: str
    """Enough for the owner to recognise it."""


class LetterInfo(Message):
    letter_id: Identifier
    purpose: str
    """The code of its kind."""
    purpose_label: str = ""
    """The kind in a word or two, for the desk; empty for a kind that is not written any more."""
    to: Email
    subject: str
    state: Annotated[Literal["waiting", "sent", "failed", "expired", "unknown"], Open()]
    attempts: int
    created_at: Instant
    sent_at: Instant | None
    last_error: str | None
    about: str = ""
    """What caused it: a payment's or a refund's number, and the like."""
    may_be_repeated: bool = True
    """False for a letter with a one-time secret: its reader asks for a new one themselves."""


class LetterQuery(Message):
    """Staff: letters about an account, newest first; keyset paging by the last letter seen."""

    account_number: AccountNumber | None = None
    about: str | None = Field(default=None, max_length=64)
    """Only letters that this payment, refund, ... caused."""
    after: str | None = Field(default=None, max_length=64)


class LetterList(Message):
    letters: list[LetterInfo]


class LetterRef(Message):
    letter_id: Identifier


class LetterKind(Message):
    kind: str = Field(max_length=40)
    title: str


class LetterKinds(Message):
    kinds: list[LetterKind]


class LetterKindRef(Message):
    kind: str = Field(max_length=40)


class LetterPreview(Message):
    """A letter of made-up data, as it would leave."""

    subject: str
    text: str
    html: str


class News(Message):
    news_id: Identifier
    text: str
    warning: bool
    """Set apart, such as for an outage."""
    starts_at: Instant
    ends_at: Instant


class NewsList(Message):
    """Newest first."""

    news: list[News]


class NewNews(Message):
    text: str = Field(min_length=5, max_length=500)
    warning: bool
    starts_at: Planned
    ends_at: Planned


class NewsRef(Message):
    news_id: Identifier


class ActivationExpired(Event):
    """An activation letter could not leave before its link expired; auth issues another one."""

    SOURCE: ClassVar = "notifications"
    TYPE: ClassVar = "notifications.activation_expired.v1"
    user_id: Identifier
    """The registration's."""
    account_number: AccountNumber
    wanted: bool = False
    """Staff ask for another letter although the link of the former one may still work."""


class DeliveryChosen(Event):
    """How the bills of a primary account are to be delivered from now on; without this event they come on paper."""

    SOURCE: ClassVar = "notifications"
    TYPE: ClassVar = "notifications.delivery_chosen.v1"
    account_number: AccountNumber
    email_bill: bool
    paper_bill: bool
    chosen_at: Instant
    """An older choice never undoes a newer one."""


class OwnLetter(Message):
    """A letter to the caller, without its secret: what it was about, where it went and whether it left."""

    kind: str
    subject: str
    email: Email
    created_at: Instant
    sent_at: Instant | None


class OwnLetters(Message):
    """The newest first, at most a thousand."""

    letters: list[OwnLetter]


class NotificationsRpc(KeepsAudit, KeepsDeadLetters, Protocol):
    @allows(customer(scope="read"))
    @refuses()
    def get_delivery(self, request: Nothing) -> Delivery: ...

    @allows(customer(confirmed=True))
    @refuses()
    def list_own_letters(self, request: Nothing) -> OwnLetters: ...

    @allows(customer(confirmed=True))
    @refuses("delivery_needed")
    def set_delivery(self, request: DeliveryChange) -> Delivery: ...

    @allows(customer(confirmed=True))
    @refuses()
    def set_reminders(self, request: ReminderChange) -> Delivery: ...

    @allows(anyone())
    @refuses("token_invalid")
    def unsubscribe(self, request: Unsubscription) -> Unsubscribed: ...

    @allows(staff())
    @refuses()
    def list_letters(self, request: LetterQuery) -> LetterList: ...

    @allows(staff())
    @refuses("letter_not_found")
    def resend_letter(self, request: LetterRef) -> LetterInfo: ...

    @allows(staff())
    @refuses()
    def list_letter_kinds(self, request: Nothing) -> LetterKinds: ...

    @allows(staff())
    @refuses("letter_not_found")
    def preview_letter(self, request: LetterKindRef) -> LetterPreview: ...

    @allows(anyone())
    @refuses()
    def list_news(self, request: Nothing) -> NewsList: ...

    @allows(staff())
    @refuses()
    def list_all_news(self, request: Nothing) -> NewsList: ...

    @allows(staff())
    @refuses("bad_request")
    def write_news(self, request: NewNews) -> News: ...

    @allows(staff())
    @refuses("news_not_found")
    def end_news(self, request: NewsRef) -> News: ...

    @allows(staff())
    @refuses()
    def list_reminder_rules(self, request: Nothing) -> ReminderRules: ...

    @allows(staff(ADMINISTRATORS))
    @refuses("bad_request")
    def change_reminder_rules(self, request: RulesChange) -> ReminderRules: ...

    @allows(staff(ADMINISTRATORS))
    @refuses("bad_request")
    def drop_reminder_rule(self, request: RuleRef) -> ReminderRules: ...

    @allows(staff())
    @refuses()
    def get_figures(self, request: FiguresQuery) -> Figures: ...
