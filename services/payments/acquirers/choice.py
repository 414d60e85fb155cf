"""Which acquiring bank the settings mean."""

from services.payments.acquirers.sberbank.classic import ClassicBank
from services.payments.acquirers.sberbank.ecom import EcomBank
from services.payments.acquirers.sberbank.transport import Transport
from services.payments.bank.protocol import Bank
from services.payments.settings import Settings


def bank_of(settings: Settings) -> Bank:
    """A client with its own pool of connections; one for a process."""
    kind = ClassicBank if settings.bank_api == "classic" else EcomBank
    return kind(Transport(settings.bank_ca_file), settings)
