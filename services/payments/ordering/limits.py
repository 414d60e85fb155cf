"""What one payment may be."""

from contracts.payments import PaymentLimits
from contracts.wire import Nothing
from services.payments.answers.refusals import MINIMUM_KOPECKS
from services.payments.dependencies import PaymentsCall


def get_limits(call: PaymentsCall, request: Nothing) -> PaymentLimits:
    settings = call.dependencies.settings
    return PaymentLimits(
        minimum_kopecks=MINIMUM_KOPECKS, maximum_kopecks=settings.bank_max_kopecks, sbp=settings.sbp_enabled
    )
