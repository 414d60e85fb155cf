"""What a customer sees of recalculations and of instalments: on the bill, in «Расчеты», on «Главная»."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from contracts.bill import AgreementBlock, Instalment, InstalmentOffer
from contracts.billing import AccountRecalculations, Overviews
from tests.support.form_posting import text
from tests.support.scripted.household import FLAT, overview
from tests.support.scripted.rpc_client import ScriptedClient


def page_of(client: FlaskClient, path: str) -> str:
    return text(client.get(path)).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.req("M4.5.1", "S6")
def test_settlements_show_what_was_recalculated_for_earlier_months(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = page_of(customer, f"/settlements?account={FLAT}&from=2026-09-01&to=2026-11-30")
    assert "Перерасчёты за прошлые месяцы" in page and "показания получены после выставления счёта" in page
    for words in ("август 2026", "−80 кВт·ч", "7,48 ₽", "−598,40 ₽"):
        assert words in page, words
    assert "Перерасчёты за прошлые месяцы" not in page_of(
        customer, f"/settlements?account={FLAT}&from=2026-01-01&to=2026-09-30"
    ), "the bill is of October"
    rpc.answers["billing.list_account_recalculations"] = AccountRecalculations(lines=[])
    assert "Перерасчёты за прошлые месяцы" not in page_of(customer, f"/settlements?account={FLAT}")


@pytest.mark.req("M4.1.1", "S6")
@pytest.mark.req("M4.5.1")
def test_settlements_say_why_a_months_end_is_not_its_bill(customer: FlaskClient) -> None:
    page = page_of(customer, f"/settlements?account={FLAT}")
    assert "Деньги стоят в том месяце, в котором внесены" in page and "сообщили об оплате позже" in page


def test_the_bills_page_has_its_recalculations_with_grounds(customer: FlaskClient) -> None:
    page = page_of(customer, f"/bills/{FLAT}/2026-10")
    for words in (
        "За август 2026: показания получены после выставления счёта (по ценам июль 2026)",
        "−4 кВт·ч",
        "−29,92 ₽",
        "Акт № 7 от 20.10.2026: счётчик спешил",
        "−32,94 ₽",
    ):
        assert words in page, words


@pytest.mark.req("M4.1.12", "S6")
def test_the_home_page_shows_an_agreement_and_an_offer_of_instalments(
    customer: FlaskClient, rpc: ScriptedClient
) -> None:
    parts = [Instalment(due_on=date(2027, 6, 15), amount_kopecks=500_000)]
    kept = AgreementBlock(number="12-р", agreed_on=date(2026, 11, 10), parts=parts)

    def shown(**more: object) -> str:
        rpc.answers["billing.get_overviews"] = lambda request: Overviews(
            accounts=[overview(number).model_copy(update=more) for number in request.account_numbers]
        )
        return page_of(customer, "/home")

    page = shown(instalment=kept)
    assert "Рассрочка по соглашению" in page and "Соглашение № 12-р от 10 ноября 2026" in page
    assert "до 15 июня 2027 — 5 000,00 ₽" in page and "пени не начисляются" in page
    broken = kept.model_copy(update={"state": "broken", "required_kopecks": 500_000, "paid_kopecks": 100_000})
    page = shown(instalment=broken)
    assert "Соглашение о рассрочке нарушено" in page and "нужно было оплатить 5 000,00 ₽, оплачено 1 000,00 ₽" in page
    offer = InstalmentOffer(charged_kopecks=300_000, year_ago_kopecks=200_000, percent=25)
    page = shown(instalment_offer=offer)
    assert "Можно платить частями" in page and "более чем на 25 %" in page and "п. 72" in page
    assert "рассроч" not in shown().lower()


@pytest.mark.req("M4.1.12", "S6")
def test_the_home_page_tells_of_the_end_of_the_account(customer: FlaskClient, rpc: ScriptedClient) -> None:
    def shown(**more: object) -> str:
        rpc.answers["billing.get_overviews"] = lambda request: Overviews(
            accounts=[overview(number).model_copy(update=more) for number in request.account_numbers]
        )
        return page_of(customer, "/home")

    page = shown(closes_on=date(2026, 12, 20))
    assert "Лицевой счёт закрывается" in page and "Последний день — 20 декабря 2026" in page
    closed = {"closes_on": date(2026, 10, 31), "closed": True, "due_kopecks": 0}
    page = shown(**closed, overpaid_kopecks=124_384)
    assert "Лицевой счёт закрыт 31 октября 2026" in page and "Переплату 1 243,84 ₽ вернём" in page
    assert "закрыва" not in shown(**closed, overpaid_kopecks=0) and "закрыва" not in shown()
