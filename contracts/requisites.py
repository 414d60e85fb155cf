"""Bank requisites of the payee: which of them are placeholders, and whether their check figures agree.

Sources: ФНС ММВ-7-6/435@ (ИНН), Минфин 165н (ОГРН), Банк России 08.09.1997 № 515 (the key of an account).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

QR_BLOCK_BYTES = 300
"""The longest block of mandatory fields of a payment QR code (ГОСТ Р 56042-2014)."""
QR_BANK_NAME = 45
"""Characters of the bank's name in the code; a longer one is cut there."""

_INN10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN12 = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))
_KEY = (7, 1, 3)
NO_CORRESPONDENT = ("", "0")
"""An account at the Bank of Russia has no correspondent account."""
_BANKS = "30101"
_BANK_OF_RUSSIA = ("000", "001", "002")


class Requisites(Protocol):
    """`contracts.bill.BankDetails`."""

    @property
    def name(self) -> str: ...
    @property
    def inn(self) -> str: ...
    @property
    def kpp(self) -> str: ...
    @property
    def ogrn(self) -> str: ...
    @property
    def settlement_account(self) -> str: ...
    @property
    def bank_name(self) -> str: ...
    @property
    def bik(self) -> str: ...
    @property
    def correspondent_account(self) -> str: ...


def placeholders(bank: Requisites) -> list[str]:
    """Names of the fields that hold zeros, nothing, or a remark in brackets instead of a requisite."""
    fields = ("inn", "kpp", "ogrn", "settlement_account", "bank_name", "bik", "correspondent_account")
    return [name for name in fields if _is_placeholder(name, getattr(bank, name))]


def faults(bank: Requisites) -> Iterator[tuple[str, str]]:
    """(field, what is wrong and what to do) of each requisite that is neither right nor a placeholder."""
    empty = placeholders(bank)
    checks: Mapping[str, str | None] = {
        "inn": inn_fault(bank.inn),
        "kpp": _kpp_fault(bank.kpp),
        "ogrn": ogrn_fault(bank.ogrn),
        "bik": None if _figures(bank.bik, 9) else "must be 9 figures, as the bank's agreement gives them",
        "settlement_account": _settlement_fault(bank.settlement_account, bank.bik),
        "correspondent_account": _correspondent_fault(bank.correspondent_account, bank.bik),
    }
    for field, fault in checks.items():
        if fault and field not in empty:
            yield field, fault
    size = len(qr_block(bank).encode())
    if size > QR_BLOCK_BYTES:
        yield "name", f"the payment QR code takes {QR_BLOCK_BYTES} bytes, name and bank make {size}: shorten them"


def qr_block(bank: Requisites) -> str:
    """The mandatory fields of the payment QR code as it writes them."""
    fields = {
        "Name": bank.name,
        "PersonalAcc": bank.settlement_account,
        "BankName": bank.bank_name[:QR_BANK_NAME],
        "BIC": bank.bik,
        "CorrespAcc": bank.correspondent_account or "0",
    }
    return "|".join(f"{name}={value}" for name, value in fields.items())


def inn_fault(inn: str) -> str | None:
    """What is wrong with an ИНН of an organisation (10 figures) or a person (12)."""
    right = (_figures(inn, 10) and _inn_figure(inn, _INN10) == inn[9]) or (
        _figures(inn, 12) and all(_inn_figure(inn, weights) == inn[len(weights)] for weights in _INN12)
    )
    return None if right else "must be 10 or 12 figures whose check figure agrees: compare with the certificate"


def ogrn_fault(ogrn: str) -> str | None:
    """What is wrong with an ОГРН (13 figures) or ОГРНИП (15)."""
    right = any(_figures(ogrn, length) and int(ogrn[:-1]) % (length - 2) % 10 == int(ogrn[-1]) for length in (13, 15))
    return None if right else "must be 13 or 15 figures whose check figure agrees: compare with the certificate"


def _kpp_fault(kpp: str) -> str | None:
    right = not kpp or (
        len(kpp) == 9 and kpp.isascii() and kpp[:4].isdigit() and kpp[6:].isdigit() and kpp[4:6].isalnum()
    )
    return None if right else "must be 9 figures; leave it empty when there is none"


def _settlement_fault(number: str, bik: str) -> str | None:
    """The key of an account covers its bank: the last three figures of БИК."""
    region = bik[6:] in _BANK_OF_RUSSIA
    return _key_fault(number, bik, f"0{bik[4:6]}" if region else bik[6:])


def _correspondent_fault(number: str, bik: str) -> str | None:
    """The key covers the branch of the Bank of Russia; a bank's own account ends in the last figures of its БИК."""
    if number in NO_CORRESPONDENT:
        return None
    fault = _key_fault(number, bik, f"0{bik[4:6]}")
    if fault is None and number.startswith(_BANKS) and number[17:] != bik[6:]:
        return f"ends in {number[17:]} and bik {bik} in {bik[6:]}: they are of two banks"
    return fault


def _key_fault(number: str, bik: str, bank: str) -> str | None:
    if not _figures(number, 20):
        return "must be 20 figures, as the bank's agreement gives them"
    if not bik.strip("0") or not _figures(bik, 9):
        return "cannot be checked without bik: give both"
    total = sum(int(figure) * _KEY[place % 3] % 10 for place, figure in enumerate(bank + number))
    return None if total % 10 == 0 else f"its key does not agree with bik {bik}: one of the two has a wrong figure"


def _inn_figure(inn: str, weights: Sequence[int]) -> str:
    return str(sum(weight * int(figure) for weight, figure in zip(weights, inn, strict=False)) % 11 % 10)


def _figures(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _is_placeholder(field: str, value: str) -> bool:
    if (field == "kpp" and not value) or (field == "correspondent_account" and value in NO_CORRESPONDENT):
        return False  # an entrepreneur has no КПП
    return not value.strip("0") or value.startswith("(")
