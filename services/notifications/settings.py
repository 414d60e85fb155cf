"""notifications' settings; a wrong one stops the process at its start."""

from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from chassis.sealing import usable_keys
from chassis.settings import ServiceSettings
from contracts.setting_files import usable
from contracts.supplier import Supplier, load_supplier


class NotificationsSettings(ServiceSettings):
    letter_keys: str = Field(min_length=24, max_length=4000, repr=False)
    """Opens the links and passwords of letters, which auth seals: the same value as auth's."""
    smtp_url: str
    """smtp://host:25, smtp+starttls://user:password@host:587 or smtps://user:password@host:465."""
    mail_from: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    """Sender of all letters."""
    return_path: str | None = Field(default=None, pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    """Where mail servers report letters that they could not deliver; MAIL_FROM by default."""
    public_url: str = Field(pattern=r"^https?://[^/]+$")
    """The portal's address, without a slash at the end."""
    supplier_file: str | None = None
    """The supplier in whose name letters are written; without it, the supplier of the manual."""
    security_email: str | None = Field(default=None, pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    """Who hears of attacks on accounts of staff; without it only the alert tells."""
    default_reminders: tuple[Literal["readings", "bill", "due", "verification"], ...] = (
        "readings",
        "bill",
        "due",
        "verification",
    )
    """What a new customer is reminded of until they choose themselves; each letter and «Настройки» turn it off."""
    bulk_letters_a_minute: int = Field(default=1200, ge=1, le=1_000_000)
    """Bills and reminders, all replicas together; letters that somebody waits for do not count."""
    letter_days: int = Field(default=365, ge=30, le=36_525)
    """How long sent, failed and expired letters are kept, and addresses that the mail server refused."""
    smtp_seconds: float = Field(default=20, gt=0, le=120)
    """How long the mail server may keep us waiting at each step."""

    @field_validator("smtp_url")
    @classmethod
    def _known_scheme(cls, value: str) -> str:
        address = urlsplit(value)
        if address.scheme not in {"smtp", "smtp+starttls", "smtps"} or not address.hostname:
            raise ValueError("must be smtp://, smtp+starttls:// or smtps:// with a host")
        return value

    _openable = field_validator("letter_keys")(usable_keys)
    _usable = field_validator("supplier_file")(usable(load_supplier))

    @cached_property
    def supplier(self) -> Supplier:
        return load_supplier(self.supplier_file)

    @property
    def sender_domain(self) -> str:
        """The right-hand side of Message-ID."""
        return self.mail_from.rpartition("@")[2]
