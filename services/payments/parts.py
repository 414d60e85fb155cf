"""The parts of an order that is begun or restored, as they are kept."""

from collections.abc import Sequence
from typing import Any

from contracts.payments import PartRequest, PaymentRequest
from contracts.wire import ZoneValue
from services.payments.models import Part, part_id


def requested_parts(payment_id: str, request: PaymentRequest) -> list[Part]:
    """In the order of the request."""
    first = PartRequest(
        account_number=request.account_number,
        address=request.address,
        amount_kopecks=request.amount_kopecks,
        readings=request.readings,
    )
    return parts_of(payment_id, [first, *request.further])


def parts_of(payment_id: str, wanted: Sequence[PartRequest]) -> list[Part]:
    return [
        Part(
            id=part_id(payment_id, nth),
            payment_id=payment_id,
            nth=nth,
            account_number=one.account_number,
            address=one.address,
            amount_kopecks=one.amount_kopecks,
            readings=_kept(one.readings),
        )
        for nth, one in enumerate(wanted, 1)
    ]


def _kept(readings: Sequence[ZoneValue] | None) -> list[dict[str, Any]] | None:
    """What has its default is left out, as former releases did not know it."""
    return None if readings is None else [value.model_dump(exclude_defaults=True) for value in readings]


def former_columns(parts: Sequence[Part]) -> dict[str, Any]:
    """What the former release reads of an order, which knows only orders of one part."""
    if len(parts) > 1:
        return {}
    only = parts[0]
    return {"former_account": only.account_number, "former_address": only.address, "former_readings": only.readings}
