"""Check figures of the supplier's bank requisites: a wrong figure stops the start, a placeholder prints no code."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts import requisites
from contracts.bill import BankDetails
from contracts.setting_files import usable
from contracts.supplier import Supplier, load_supplier
from services.billing.settings import BillingSettings

pytestmark = pytest.mark.req("S2", "M4.1.1")
RIGHT = {
    "name": "ПАО Сбербанк",
    "inn": "7707083893",
    "kpp": "773601001",
    "ogrn": "1027700132195",
    "settlement_account": "40702810438000060473",
    "bank_name": "ПАО Сбербанк",
    "bik": "044525225",
    "correspondent_account": "30101810400000000225",
}
"""Numbers that the bank publishes; the key of the account is worked out by the rule of the Bank of Russia."""


def bank(**changed: str) -> BankDetails:
    return BankDetails(**RIGHT | changed)


def faults(**changed: str) -> dict[str, str]:
    return dict(requisites.faults(bank(**changed)))


def test_published_requisites_agree() -> None:
    assert faults() == {}
    assert requisites.placeholders(bank()) == []


@pytest.mark.parametrize("place", range(20))
def test_any_wrong_figure_of_the_account_is_found(place: int) -> None:
    account = RIGHT["settlement_account"]
    figure = str((int(account[place]) + 1) % 10)
    found = faults(settlement_account=account[:place] + figure + account[place + 1 :])
    assert set(found) == {"settlement_account"} and "044525225" in found["settlement_account"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("inn", "7707083894"),
        ("inn", "770708389"),
        ("inn", "500100732258"),
        ("inn", "500100732269"),
        ("kpp", "77360100"),
        ("kpp", "7736-1001"),
        ("ogrn", "1027700132196"),
        ("ogrn", "304500116000158"),
        ("ogrn", "102770013219"),
        ("settlement_account", "4070281043800006047"),
        ("correspondent_account", "30101810400000000226"),
        ("correspondent_account", "0"),
        ("settlement_account", "４0702810238000060473"),
    ],
)
def test_a_broken_requisite_is_named(field: str, value: str) -> None:
    if value == "0":
        assert faults(**{field: value}) == {}, "an account at the Bank of Russia has none"
    else:
        assert set(faults(**{field: value})) == {field}


def test_a_wrong_bik_disagrees_with_both_accounts() -> None:
    assert set(faults(bik="044525974")) == {"settlement_account", "correspondent_account"}
    assert set(faults(bik="04452522")) == {"bik", "settlement_account", "correspondent_account"}


@pytest.mark.parametrize(("inn", "ogrn"), [("500100732259", "304500116000157")])
def test_an_entrepreneur_has_longer_numbers_and_no_kpp(inn: str, ogrn: str) -> None:
    assert faults(inn=inn, ogrn=ogrn, kpp="") == {}
    assert requisites.placeholders(bank(inn=inn, ogrn=ogrn, kpp="")) == []


def test_an_account_at_the_bank_of_russia_takes_the_other_key() -> None:
    """БИК 014030106: 0 and the figures 5 and 6 of БИК stand before the account."""
    treasury = {"bik": "014030106", "correspondent_account": "40102810945370000005"}
    assert "correspondent_account" not in faults(**treasury)


def test_zeros_and_remarks_are_placeholders() -> None:
    assert Supplier().placeholders == [
        "bank.kpp",
        "bank.settlement_account",
        "bank.bank_name",
        "bank.bik",
        "bank.correspondent_account",
    ]
    assert list(requisites.faults(Supplier().bank)) == []


def test_a_block_that_no_code_can_hold_is_a_fault() -> None:
    long = faults(name="Очень длинное название " * 6, bank_name="Банк с длинным названием для проверки")
    assert set(long) == {"name"} and "300 bytes" in long["name"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"bank": RIGHT | {"settlement_account": "40702810438000060474"}}, "bank.settlement_account: its key"),
        ({"bank": RIGHT | {"name": "А" * 160}}, "bank.name: the payment QR code takes 300 bytes"),
        ({"inn": "4029030253"}, "inn: must be 10 or 12 figures"),
        ({"ogrn": "1"}, "ogrn: must be 13 or 15 figures"),
        ({"information": ["коротко"]}, "information.0: "),
    ],
)
def test_a_supplier_with_a_wrong_figure_stops_the_start(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    file = tmp_path / "supplier.json"
    file.write_text(json.dumps({"bank": RIGHT} | changes, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(ValueError, match=r"has wrong values") as refused:
        usable(load_supplier)(str(file))
    assert said in str(refused.value)
    with pytest.raises(ValueError, match="supplier_file"):
        BillingSettings(amqp_url="amqp://x", database_url="postgresql+psycopg://x", supplier_file=str(file))


def test_a_right_supplier_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "supplier.json"
    file.write_text(json.dumps({"bank": RIGHT}, ensure_ascii=False), encoding="utf-8")
    assert usable(load_supplier)(str(file)) == str(file)
    assert load_supplier(str(file)).placeholders == []
    assert (usable(load_supplier)(""), usable(load_supplier)(None)) == (None, None)
    with pytest.raises(ValueError, match="cannot be read"):
        usable(load_supplier)(str(tmp_path / "none.json"))
