"""The price of checked readings (B2)."""

from chassis.errors import CallFailed, Refusal
from contracts.billing import Price, PricedReading, PriceRequest, ZoneVolume
from contracts.readings import CheckResult
from gateway.backend.rpc import ask, services


def price(number: str, result: CheckResult) -> Price | None:
    """What the bill would charge by the checked readings; the page goes on without it when billing is silent."""
    if not result.zones:
        return None
    readings = [
        PricedReading(serial=result.serial, zone=zone.zone, value=zone.current, passed_zero=zone.rolled_over)
        for zone in result.zones
        if result.serial
    ]
    volumes = [ZoneVolume(zone=zone.zone, volume=zone.volume) for zone in result.zones]
    try:
        return ask(
            services().billing.price_volumes,
            PriceRequest(account_number=number, period=result.period, volumes=volumes, readings=readings),
        )
    except (CallFailed, Refusal):
        return None
