"""Settings of a run of the sandbox."""

from dataclasses import dataclass, field
from pathlib import Path

from contracts.payments.callbacks import callback_path
from deploy.simulators.bank_sandbox.variants import Variants

CALLBACK_PATH = callback_path("sberbank")
"""Where the portal takes the callbacks of this bank."""


@dataclass(frozen=True, slots=True)
class Settings:
    """One merchant of the sandbox, its limits and where its callbacks go."""

    base_url: str
    user: str
    password: str
    token: str
    callback_url: str | None = None
    callback_token: str | None = None
    #: None = the interval of the bank: 60 s for the gateway, 30 s for the classic REST.
    callback_retry_seconds: float | None = None
    #: The merchant's ceiling for one operation, kopecks.
    max_kopecks: int = 10_000_000
    #: Lifetime of an order when the request names none (the bank's default is 20 minutes).
    session_seconds: int = 1200
    #: File to which every change of an order is appended, so that the books outlive a restart.
    journal: Path | None = None
    #: The installation that is played; its switches may be changed while it runs.
    variants: Variants = field(default_factory=Variants)
