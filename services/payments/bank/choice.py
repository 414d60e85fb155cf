"""Which bank the settings mean."""

from services.payments.bank.classic import ClassicBank
from services.payments.bank.ecom import EcomBank
from services.payments.bank.protocol import Bank
from services.payments.bank.transport import Patience, Transport
from services.payments.settings import Settings


def bank_of(settings: Settings) -> Bank:
    """A client with its own pool of connections; one for a process."""
    kind = ClassicBank if settings.bank_api == "classic" else EcomBank
    patience = Patience(settings.bank_connect_seconds, settings.bank_read_seconds)
    transport = Transport(settings.bank_ca_file)
    return kind(transport, str(settings.bank_url), settings.bank_user, settings.bank_password, patience)
