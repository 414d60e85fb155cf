"""The published test cards of both test hosts of the bank and what happens to each."""

from dataclasses import dataclass
from datetime import date

INSUFFICIENT_FUNDS = 116
EXPIRED_CARD = 101
WRONG_PAN = 14
WRONG_CVC = 82


@dataclass(frozen=True, slots=True)
class PublishedCard:
    """A test card: `expiry` MM/YY as published, `code` asked by the issuer's 3-D Secure page or None."""

    pan: str
    expiry: str
    cvc: str
    code: str | None
    note: str
    action_code: int = 0
    balance_kopecks: int | None = None

    @property
    def system(self) -> str:
        return {"2": "MIR", "4": "VISA", "5": "MASTERCARD"}.get(self.pan[0], "MASTERCARD")


#: Cards of the new gateway's test host.
ECOM = (
    PublishedCard("2202205000012424", "05/28", "649", None, "Мир, 3-D Secure без кода, успех"),
    PublishedCard("2202205300068092", "05/26", "583", "111111", "Мир, с кодом, остаток 100 ₽", balance_kopecks=10_000),
    PublishedCard("4006800900962514", "05/26", "941", "111111", "Visa, с кодом"),
    PublishedCard("5469980100048525", "05/26", "041", "111111", "Mastercard, с кодом"),
    PublishedCard("2202206100040083", "05/26", "061", None, "Мир, не подключена к 3-D Secure"),
    PublishedCard("2202206002700541", "05/28", "123", "111111", "Мир корпоративная, с кодом"),
    PublishedCard("2202205000060910", "06/28", "810", "111111", "Недостаточно средств", INSUFFICIENT_FUNDS),
    PublishedCard("2202202107593166", "06/22", "123", "111111", "Карта просрочена", EXPIRED_CARD),
)

#: Cards of the classic test host; the action code of the limit card is our reading of «превышен лимит».
CLASSIC = (
    PublishedCard("4111111111111111", "12/24", "123", "12345678", "Visa, с кодом"),
    PublishedCard("5555555555555599", "12/24", "123", None, "Mastercard, без кода"),
    PublishedCard("639002000000000003", "12/24", "123", None, "Maestro, без кода"),
    PublishedCard("4563960122001999", "12/24", "347", None, "Visa, без кода"),
    PublishedCard("4444444444446666", "12/24", "123", None, "Превышен лимит", 61),
    PublishedCard("5555555555555557", "12/24", "123", None, "Банк не может подтвердить карту", -2011),
    PublishedCard("4444444444444422", "12/24", "123", None, "Неверный формат операции", 913),
    PublishedCard("4444444411111111", "12/24", "123", None, "Отказ сети", 5),
    PublishedCard("4444444499999999", "12/24", "123", None, "Нет связи с 3-D Secure", -2018),
)

PUBLISHED = {card.pan: card for card in (*ECOM, *CLASSIC)}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the issuer decides: a code to ask first (or None), then the action code of the authorisation."""

    code: str | None
    action_code: int
    system: str


def judge(pan: str, expiry: str, cvc: str, amount: int, today: date) -> Verdict:
    """The issuer's answer for a card form (`expiry` MM/YY) and an amount in kopecks."""
    card = PUBLISHED.get(pan)
    if card is None:
        return Verdict(None, WRONG_PAN, "UNDEFINED")
    if cvc != card.cvc:
        return Verdict(None, WRONG_CVC, card.system)
    # Published dates lie in the past by now; the test hosts take them, and any later date, all the same.
    if expiry != card.expiry and _ended(expiry, today):
        return Verdict(None, EXPIRED_CARD, card.system)
    if card.balance_kopecks is not None and amount > card.balance_kopecks:
        return Verdict(card.code, INSUFFICIENT_FUNDS, card.system)
    return Verdict(card.code, card.action_code, card.system)


def _ended(expiry: str, today: date) -> bool:
    month, year = int(expiry[:2]), 2000 + int(expiry[3:])
    return (year, month) < (today.year, today.month)


def mask(pan: str) -> str:
    """`411111**1111`: the only form in which the sandbox keeps a card number."""
    return f"{pan[:6]}**{pan[-4:]}"
