"""What volumes would cost (B2): the same rules as the run's, and nothing is stored."""

from chassis.errors import Refusal
from contracts.bill import ChargeLine
from contracts.billing import Price, PriceRequest
from services.billing.accounts.known import known_account
from services.billing.rates.book import open_book
from services.billing.rules.charges import price
from services.billing.rules.errors import BadInputError
from services.billing.settings import BillingWork


def price_volumes(work: BillingWork, request: PriceRequest) -> Price:
    """Price kWh by zone at the account's tariff; Refusals "tariff_not_found" and "account_not_found"."""
    account = known_account(work.session, request.account_number)
    book = open_book(work.session, request.period)
    volumes: dict[str, int] = {one.zone: one.volume for one in request.volumes}
    try:
        charge = price(volumes, book.tariff(account.tariff_group, account.heating), book.policy.vat_rate)
    except BadInputError:
        raise Refusal("tariff_not_found", "Для этого лицевого счета нет тарифа на такой объём", "volumes") from None
    return Price(
        lines=[
            ChargeLine(
                zone=line.zone,  # type: ignore[arg-type]
                tier=line.tier,
                method=line.method,
                volume=line.volume,
                price_kopecks=line.price,
                amount_kopecks=line.amount,
                excess_kopecks=line.excess,
            )
            for line in charge.lines
        ],
        amount_kopecks=charge.amount,
        vat_kopecks=charge.vat,
    )
