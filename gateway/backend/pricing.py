"""The price of checked readings (B2)."""

from chassis.errors import CallFailed, Refusal
from contracts.billing import Price, PricedReading, PriceRequest, ZoneVolume
from contracts.readings import CheckResult
from gateway.backend.rpc import ask, services


def price(number: str, *results: CheckResult) -> Price | None:
    """What the bill would charge by the checked readings, one result a meter; the page goes on without it when billing
    is silent."""
    checked = [result for result in results if result.zones]
    if not checked:
        return None
    readings = [
        PricedReading(serial=result.serial, zone=zone.zone, value=zone.current, passed_zero=zone.rolled_over)
        for result in checked
        for zone in result.zones
        if result.serial
    ]
    volumes = [ZoneVolume(zone=zone.zone, volume=zone.volume) for zone in checked[0].zones]
    try:
        return ask(
            services().billing.price_volumes,
            PriceRequest(account_number=number, period=checked[0].period, volumes=volumes, readings=readings),
        )
    except (CallFailed, Refusal):
        return None
