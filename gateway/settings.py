"""What the gateway reads from its environment."""

from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from chassis.settings import ProcessSettings
from contracts.setting_files import usable
from contracts.supplier import Supplier, load_supplier


class GatewaySettings(ProcessSettings):
    """Typed settings; a missing or wrong one stops the start with its name."""

    public_url: str = Field(pattern=r"^https?://[^/]+$")
    """Where people reach the portal, without a slash at the end."""
    secret_key: SecretStr = Field(min_length=16)
    """Signs the form tokens and one-time notices; rotating it only expires open forms."""
    bank_origin: str = Field(pattern=r"^https?://[^/]+$")
    """The only foreign place to which a form may lead: the acquirer's payment page."""
    supplier_file: str | None = None
    """The supplier whom the pages name; without it, the supplier of the manual."""
    maintenance_file: str | None = None
    """While this file exists the portal is closed and shows its words (`gateway/http/middleware/maintenance.py`)."""
    mailbox_url: str | None = None
    """Demo only: where the letters can be read."""
    reconsent: Literal["ask", "off"] = "ask"
    """Whether customers are asked to agree to a new edition of the consent before they go on (152-ФЗ)."""
    trusted_hosts: tuple[str, ...] = ()
    """JSON list of names, beside that of PUBLIC_URL and of this machine, by which the portal may be asked for."""
    trusted_proxies: int = Field(default=0, ge=0, le=3)
    """How many proxies in front of us set X-Forwarded-*; 0 trusts none."""
    ask_above_times: int = Field(default=5, ge=0, le=1000)
    """A payment of more than so many times what is due is asked about before it goes to the bank; 0 asks about none."""
    rpc_seconds: float = Field(default=5.0, gt=0, le=60)
    """How long a page waits for the services."""
    bank_seconds: float = Field(default=25.0, gt=0, le=60)
    """How long a step that talks to the bank may take."""

    _usable = field_validator("supplier_file")(usable(load_supplier))

    @property
    def secure(self) -> bool:
        """Cookies are `__Host-` and Secure wherever the portal is served over HTTPS."""
        return urlsplit(self.public_url).scheme == "https"

    @cached_property
    def supplier(self) -> Supplier:
        return load_supplier(self.supplier_file)
