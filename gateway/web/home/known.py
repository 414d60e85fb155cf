"""What «Главная» tells a browser that may keep it for times without a network: words, and the fields of the meters."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gateway.web.home.cards import Card
from gateway.words.zones import field_label
from wording.accounts import account
from wording.dates import day, moment
from wording.money import money


def known(cards: Iterable[Card], at: datetime) -> dict[str, Any]:
    """As it is shown, with the moment of which it is true."""
    return {"asOf": moment(at), "accounts": [_account(card) for card in cards]}


def _sum_in_words(card: Card) -> str:
    if card.overview is None:
        return "Сумма к оплате была неизвестна"
    if not card.suggested_kopecks:
        return "Платить не нужно"
    until = f" до {day(card.overview.bill.due_on)}" if card.overview.bill else ""
    return f"К оплате {money(card.suggested_kopecks)}{until}"


def _account(card: Card) -> dict[str, Any]:
    return {
        "number": card.number,
        "title": f"{card.account.alias or 'Лицевой счёт'} {account(card.number)}",
        "sum": _sum_in_words(card),
        "meters": [
            {
                "serial": device.serial,
                "fields": [
                    {"zone": register.zone, "label": field_label(register.zone), "length": device.digits}
                    for register in device.registers
                ],
            }
            for device in card.devices
            if not device.decimals and not card.closed
        ],
    }
