"""billing's settings; a wrong one stops the process at its start."""

from functools import cached_property

from pydantic import Field, field_validator

from chassis.service.bindings import Call, Work
from chassis.settings import ServiceSettings
from contracts.limits import Limits, load_limits
from contracts.setting_files import usable
from contracts.supplier import Supplier, load_supplier


class BillingSettings(ServiceSettings):
    """What the environment tells billing."""

    supplier_file: str | None = None
    """The supplier whose block the bills print; without it, the supplier of the manual."""
    portal_channel: str = Field(default="Личный кабинет (Сбербанк)", min_length=2, max_length=60)
    """How «Зачисления» calls the portal's own payments."""
    demonstration: bool = False
    """Bills may be published while the supplier's requisites are placeholders; such bills have no payment QR code."""

    limits_file: str | None = None
    """JSON with the dated limits above which a second person approves; without it, those of `contracts/limits.py`."""

    _usable = field_validator("supplier_file")(usable(load_supplier))
    _usable_limits = field_validator("limits_file")(usable(load_limits))

    @cached_property
    def supplier(self) -> Supplier:
        return load_supplier(self.supplier_file)

    @cached_property
    def limits(self) -> Limits:
        return load_limits(self.limits_file)


BillingWork = Work[BillingSettings]
BillingCall = Call[BillingSettings]
