"""People's rights to their data (152-ФЗ): consents, a copy of everything, deletion of the cabinet."""

from typing import Literal

from pydantic import Field

from contracts.auth.identity import SecurityEvent, SessionInfo, TokenInfo
from contracts.auth.profile import Profile
from contracts.wire import Instant, Message


class ConsentGiven(Message):
    """Consent to the edition of that day (ISO date) of the text."""

    version: str = Field(min_length=1, max_length=32)
    ip: str = Field(max_length=64)


class ConsentEntry(Message):
    """A line of the consent journal, which is only ever added to. `network` is the first half of the address."""

    at: Instant
    action: Literal["given", "withdrawn"]
    version: str
    network: str


class ConsentJournal(Message):
    """The newest first."""

    entries: list[ConsentEntry]


class From(Message):
    """From which address the person asks, for the audit trail."""

    ip: str = Field(max_length=64)


class OwnData(Message):
    """All data that auth keeps about a person, except secrets."""

    profile: Profile
    opened_at: Instant
    consents: list[ConsentEntry]
    sessions: list[SessionInfo]
    tokens: list[TokenInfo]
    history: list[SecurityEvent]
