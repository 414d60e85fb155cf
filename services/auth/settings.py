"""auth's settings; a wrong one stops the process at its start."""

from datetime import timedelta
from typing import Literal

from pydantic import Field, field_validator

from chassis.sealing import usable_keys
from chassis.settings import ServiceSettings


class AuthSettings(ServiceSettings):
    """Defaults are those of the manual and of ASVS 5.0 level 2."""

    password_recovery: Literal["password", "link"] = "password"  # noqa: S105 - a mode
    """M3.5: `password` mails a new password and ends the old one at once; `link` mails a one-time link."""
    session_idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    """A session ends after so many minutes without a request (ASVS 7.3.1)."""
    session_absolute_hours: int = Field(default=12, ge=1, le=30 * 24)
    """A session ends after so many hours, whatever happens in it (ASVS 7.3.2)."""
    activation_hours: int = Field(default=48, ge=1, le=14 * 24)
    """How long the link of an activation letter works."""
    recovery_password_hours: int = Field(default=24, ge=1, le=72)
    """How long a mailed password works until it is replaced (M3.5)."""
    recovery_link_minutes: int = Field(default=60, ge=5, le=24 * 60)
    """How long a recovery link works."""
    email_link_hours: int = Field(default=24, ge=1, le=72)
    """How long the link that confirms a new e-mail address works."""
    quota_factor: int = Field(default=1, ge=1, le=100_000)
    """Multiplies every quota of requests; for measurements, which ask more often than people do."""
    data_keys: str = Field(min_length=24, max_length=4000, repr=False)
    """Keys for what is stored sealed (secrets of the staff's authenticators): random texts of 24 characters or more,
    separated by commas. The first one seals, all of them open. Keep it with your backups' keys: without it staff need
    new authenticators."""
    letter_keys: str = Field(min_length=24, max_length=4000, repr=False)
    """Keys for links and passwords on their way into letters, in the form of DATA_KEYS; notifications has the same."""
    staff_confirm_minutes: int = Field(default=10, ge=1, le=120)
    """So long after password and code (or a repeated one of them) staff may move money and publish."""
    consent_days: int = Field(default=1096, ge=1096, le=36_525)
    """How long the journal of consents is kept after its cabinet is gone: as long as somebody may sue."""
    ownership_proof: Literal["none", "bill_sum", "meter_serial"] = "none"
    """B8: proof that registration and linking require; `none` follows the manual."""

    _usable = field_validator("data_keys", "letter_keys")(usable_keys)

    @property
    def session_idle(self) -> timedelta:
        return timedelta(minutes=self.session_idle_minutes)

    @property
    def session_absolute(self) -> timedelta:
        return timedelta(hours=self.session_absolute_hours)

    @property
    def activation_lifetime(self) -> timedelta:
        return timedelta(hours=self.activation_hours)

    @property
    def email_link_lifetime(self) -> timedelta:
        return timedelta(hours=self.email_link_hours)

    @property
    def report_recovery_lifetime(self) -> timedelta:
        """After «Это был не я» the person is at the form of the new password already."""
        return timedelta(minutes=self.recovery_link_minutes)

    @property
    def recovery_lifetime(self) -> timedelta:
        if self.password_recovery == "link":  # noqa: S105
            return timedelta(minutes=self.recovery_link_minutes)
        return timedelta(hours=self.recovery_password_hours)
