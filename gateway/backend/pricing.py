"""The price of checked readings (B2)."""

from chassis.errors import CallFailed, Refusal
from contracts.billing import Price, PriceRequest, ZoneVolume
from contracts.readings import CheckResult
from gateway.backend.rpc import ask, services


def price(number: str, result: CheckResult) -> Price | None:
    """What the checked volumes would cost; the page goes on without it when billing is silent."""
    volumes = [ZoneVolume(zone=zone.zone, volume=zone.volume) for zone in result.zones]
    if not volumes:
        return None
    try:
        return ask(
            services().billing.price_volumes,
            PriceRequest(account_number=number, period=result.period, volumes=volumes),
        )
    except (CallFailed, Refusal):
        return None
