"""payments' settings; a wrong one stops the process at its start."""

from datetime import date, timedelta
from functools import cached_property
from typing import Literal

from pydantic import Field, HttpUrl, field_validator, model_validator

from chassis.settings import ServiceSettings
from contracts.limits import Limits, load_limits
from contracts.setting_files import usable
from services.payments.bank.trust import authorities, callback_keys


class Settings(ServiceSettings):
    """The merchant at the bank, limits, and the fiscal data of the cart (54-ФЗ)."""

    public_url: HttpUrl
    """The portal's own address: the only place to which the bank sends a browser back."""
    bank_api: Literal["classic", "ecom"] = "ecom"
    """The protocol of the acquiring bank; `acquirers/choice.py` knows which there are."""
    bank_url: HttpUrl
    """`https://host/payment/rest/` (classic) or `https://host/ecomm/gw/partner/api/v1/` (ecom), or the host alone."""
    bank_user: str = Field(min_length=1, max_length=30)
    """The merchant's user for the bank's API."""
    bank_password: str = Field(min_length=1, max_length=30)
    """The merchant's password for the bank's API."""
    bank_ca_file: str | None = None
    """File in PEM with the root certificate of the bank's host (НУЦ Минцифры); most systems do not trust it."""
    bank_connect_seconds: int = Field(default=3, ge=1)
    """Time-out of connecting to the bank."""
    bank_read_seconds: int = Field(default=10, ge=1)
    """Time-out of an answer of the bank."""
    bank_callback_token: str | None = None
    """Key of the symmetric checksum of callbacks; while it is being changed the new and the old one, with a space."""
    bank_callback_public_key: str | None = None
    """The bank's certificate or public key, when callbacks are signed with RSA: a file (.cer, .pem), PEM text or
    base64; while it is being changed the new and the old one, with a comma."""
    bank_max_kopecks: int = Field(default=10_000_000, ge=1)
    """The bank's maximum of one operation, in kopecks (M4.1.7)."""
    bank_session_seconds: int = Field(default=1200, ge=60, le=86_400)
    """How long the payment page of an order works."""

    bank_unpaid_orders: int = Field(default=30, ge=1)
    """How many orders of an account may end unpaid at the bank within 24 hours before no more are made."""

    fiscal_inn: str | None = Field(default=None, pattern=r"^\d{10}(\d\d)?$")
    """The supplier's INN; without it no cart is sent and the bank makes no fiscal receipt."""
    fiscal_email: str = ""
    """The supplier's e-mail in the cart; required together with FISCAL_INN."""
    fiscal_tax_system: Literal["osn", "usn_income", "usn_income_outcome", "esn", "patent"] = "osn"
    """The supplier's taxation system, in the bank's words."""
    fiscal_tax_types: dict[date, int] = Field(default={date(2019, 1, 1): 6})
    """The bank's code of the VAT rate by the day from which it holds: {"2019-01-01": 6, "2026-01-01": 11}. The bank's
    own documents disagree about the codes, and none is published for 22 %, so ask the bank."""
    fiscal_ffd_version: Literal["1.05", "1.2"] = "1.2"
    """Version of the fiscal document format."""

    sbp_enabled: bool = False
    """Whether customers may pay by QR code (the merchant's contract with the bank must have it)."""

    register_profiles: str | None = None
    """Folder with the supplier's own profiles of bank statements, beside those that come with the service."""
    reconcile_hour: int = Field(default=6, ge=0, le=23)
    """Hour in Moscow from which the day before is reconciled automatically."""

    limits_file: str | None = None
    """JSON with the dated limits above which a second person approves; without it, those of `contracts/limits.py`."""

    notice_days: int = Field(default=400, ge=180, le=36_525)
    """How long the bank's callbacks are kept as received, and where a receipt was sent: as long as a card's owner may
    dispute an operation. Sums, states and what was asked of the bank stay with the payment."""

    _usable_limits = field_validator("limits_file")(usable(load_limits))

    @field_validator("bank_ca_file")
    @classmethod
    def _authorities_can_be_read(cls, path: str | None) -> str | None:
        return authorities(path) if path else None

    @field_validator("bank_callback_public_key")
    @classmethod
    def _keys_can_be_read(cls, given: str | None) -> str | None:
        if given and given.strip():
            callback_keys(given)
            return given
        return None

    @model_validator(mode="after")
    def _fiscal_data_is_whole(self) -> "Settings":
        if self.fiscal_inn and not self.fiscal_email:
            raise ValueError("FISCAL_EMAIL is needed together with FISCAL_INN")
        if not self.fiscal_tax_types:
            raise ValueError("FISCAL_TAX_TYPES needs at least one day with its code")
        return self

    def tax_type_on(self, day: date) -> int:
        """The code that holds on a day; the earliest one before all days."""
        begun = [since for since in self.fiscal_tax_types if since <= day]
        return self.fiscal_tax_types[max(begun) if begun else min(self.fiscal_tax_types)]

    @cached_property
    def limits(self) -> Limits:
        return load_limits(self.limits_file)

    @property
    def bank_session(self) -> timedelta:
        return timedelta(seconds=self.bank_session_seconds)
