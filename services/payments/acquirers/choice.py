"""Which bank the settings mean."""

from services.payments.acquirers.sberbank.classic import ClassicBank
from services.payments.acquirers.sberbank.ecom import EcomBank
from services.payments.acquirers.sberbank.transport import Transport
from services.payments.bank.patience import Patience
from services.payments.bank.protocol import Bank
from services.payments.settings import Settings


def bank_of(settings: Settings) -> Bank:
    """A client with its own pool of connections; one for a process."""
    kind = ClassicBank if settings.bank_api == "classic" else EcomBank
    patience = Patience(settings.bank_connect_seconds, settings.bank_read_seconds)
    transport = Transport(settings.bank_ca_file)
    return kind(transport, str(settings.bank_url), settings.bank_user, settings.bank_password, patience)
