"""The accountants' pages: a debtor's case and its steps, instalments, worklists, a run before its publication."""

from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal
from contracts.billing import ReadinessItem
from tests.gateway.test_staff_forms import confirmed
from tests.support.form_posting import post, text
from tests.support.scripted import billing_desk, rate_lists
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient

CASE = f"/staff/accounts/{FLAT}/restriction"
SHOWN = {
    CASE: ["срок оплаты прошёл", "12 453,10 ₽", "2 296,32 ₽", "29 октября 2026", "РПО 24800012345678", "нарушено"],
    "/staff/debtors": ["(180)111112", "29.10.2026", "ещё"],
    "/staff/debtors?stage=over_threshold": ["долг больше порога, уведомления нет"],
    f"/staff/accounts/{FLAT}/agreement": ["12 453,10 ₽", "Число частей"],
    "/staff/runs/2026-10/preview": [
        "Октябрь 2026",
        "−500",
        "+2 832,00 ₽",
        "no tariff for group",
        "загрузите tariffs.csv",
        "1 570,80 ₽",
        *("показания получены после выставления счёта", "−11 070,40 ₽", "После расчёта пришли новые сведения"),
        *("Без счёта за прошлые месяцы: 130 открытых счетов", "прошлые месяцы войдут в этот счёт", "август 2026"),
    ],
    "/staff/runs/2026-10/recalculations": [
        *("Перерасчёты по основаниям: 15 счетов", "временное отсутствие", "(180)111112", "−80 кВт·ч"),
        *("возврат начисленного расчётно", "по ценам июл 26", "−748,00 ₽", "CSV", "ещё"),
    ],
    "/staff/runs/2026-10/recalculations?ground=absence&skip=50": ["Временное отсутствие", "назад"],
    "/staff/runs/2026-10/revisions": ["Опубликованные счета не изменятся"],
    "/staff/runs/2026-09/revisions": ["1 570,80 ₽", "3 251,44 ₽", "+1 680,64 ₽", "CSV", "ещё"],
    "/staff/runs?period=2026-10": ["Перерасчёты за прошлые месяцы", "15 счетов", "пени в несколько раз больше"],
    "/staff/runs/2026-10/marked": ["расход намного больше обычного", "10 816,00 ₽", "CSV", "ещё"],
    f"/staff/runs/2026-10/drafts/{FLAT}": ["Черновик счёта за октябрь 2026", "Итого к оплате"],
    "/staff/rates?on=2026-11-25": [
        *("На 25 ноября 2026", "7,48", "13,10", "345-РК", "accountant, бухгалтер", "вступит в силу", "8,10"),
        *("газовая плита, 2", "не ограничено", "с программой", "Загрузить новые"),
    ],
    "/staff/rates?on=yesterday": ["Укажите дату в календаре"],
}


@pytest.mark.req("S2", "S4", "S5")
@pytest.mark.parametrize("path", SHOWN)
def test_a_page_shows(path: str, desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = desk.get(path)
    assert answer.status_code == 200, text(answer)
    for words in SHOWN[path]:
        assert words in text(answer)


@pytest.mark.req("S4")
def test_a_step_is_asked_twice_and_recorded_once(desk: FlaskClient, rpc: ScriptedClient) -> None:
    wish = {"step": "restricted", "happened_on": "2026-10-30", "note": "акт 5"}
    asked = post(desk, f"{CASE}/steps", CASE, **wish)
    assert "подача ограничена" in text(asked) and rpc.requests("billing.record_step") == []
    assert confirmed(desk, f"{CASE}/steps", **wish).location == CASE
    [wanted] = rpc.requests("billing.record_step")
    assert (wanted.step, wanted.happened_on.isoformat(), wanted.note) == ("restricted", "2026-10-30", "акт 5")
    assert post(desk, f"{CASE}/steps", CASE, step="burned", happened_on="2026-10-30").status_code == 422
    rpc.answers["billing.record_step"] = Refusal("bad_request", "Дата не может быть в будущем", "happened_on")
    refused = confirmed(desk, f"{CASE}/steps", **wish)
    assert "Дата не может быть в будущем" in text(refused) and 'aria-invalid="true"' in refused.text


@pytest.mark.req("S4")
def test_a_notice_is_sent_from_the_threshold(desk: FlaskClient, rpc: ScriptedClient) -> None:
    assert "Отправить уведомление" not in text(desk.get(CASE)), "one is under way"
    rpc.answers["billing.get_restriction"] = billing_desk.case("over_threshold")
    assert "Отправить уведомление" in text(desk.get(CASE))
    assert confirmed(desk, f"{CASE}/sending", sent_on="2026-11-20", channel="СМС").location == CASE
    assert rpc.requests("billing.send_notice")[0].channel == "СМС"


@pytest.mark.req("S4")
def test_instalments_are_equal_and_the_last_one_takes_the_rest(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"/staff/accounts/{FLAT}/agreement"
    wish = {"number": "13-р", "agreed_on": "2026-11-20", "sum": "1000,00", "parts": "3", "first_on": "2026-12-31"}
    assert confirmed(desk, path, **wish).location == CASE
    parts = rpc.requests("billing.record_agreement")[0].parts
    assert [(part.due_on.isoformat(), part.amount_kopecks) for part in parts] == [
        ("2026-12-31", 33_333),
        ("2027-01-31", 33_333),
        ("2027-02-28", 33_334),
    ]
    for wrong in ({"parts": "0"}, {"parts": "61"}, {"parts": "²"}, {"first_on": "завтра"}, {"sum": "-5"}):
        assert post(desk, path, path, **(wish | wrong)).status_code == 422, wrong


@pytest.mark.req("S2")
def test_the_marked_accounts_are_one_csv(desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = desk.get("/staff/runs/2026-10/marked.csv?district=180")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Лицевой счёт;") and len(lines) == 3
    assert lines[1].endswith("по показаниям;1300;10816,00;210;1570,80;расход намного больше обычного или возможного")
    assert ";'=Иванов;" in lines[2], "no formula"
    assert {wanted.district for wanted in rpc.requests("billing.list_run_rows")} == {"180"}
    for path in ("marked?flag=odd", "marked.csv?district=1"):
        assert desk.get(f"/staff/runs/2026-10/{path}").status_code in (400, 422), path


@pytest.mark.req("S2", "S6")
def test_recalculations_are_one_csv_with_every_line(desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = desk.get("/staff/runs/2026-10/recalculations.csv?district=180&ground=late_reading")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Лицевой счёт;") and len(lines) == 1 + 2 + 1
    assert ";2026-08;2026-08;показания получены после выставления счёта;readings.csv;" in lines[1]
    assert lines[1].endswith(";1;по среднему расходу;-80;7,48;-598,40;0,00;22;-107,91")
    assert ";'=Иванов;" in lines[3], "no formula"
    asked = rpc.requests("billing.list_recalculations")
    assert [(one.ground, one.skip) for one in asked] == [("late_reading", 0), ("late_reading", 1)]
    revised = desk.get("/staff/runs/2026-09/revisions.csv").data.decode("utf-8-sig").splitlines()
    assert len(revised) == 3 and revised[1].endswith(";1;1570,80;3251,44;1680,64")


@pytest.mark.req("S2")
def test_a_revision_shows_what_changes_before_it_is_published(desk: FlaskClient, rpc: ScriptedClient) -> None:
    state: Any = rpc.answers["billing.get_run"]
    rpc.answers["billing.get_run"] = state.model_copy(update={"period": "2026-09"})
    page = text(desk.get("/staff/runs?period=2026-09"))
    assert "этот расчёт не опубликован" in page and "Какие выставленные счета изменятся" in page
    asked = text(post(desk, "/staff/runs/publish", "/staff/runs", period="2026-09", district=""))
    assert "Опубликовать исправленные счета?" in asked and "+1 680,64 ₽" not in asked
    assert "было 1 570,80 ₽, станет 3 251,44 ₽" in asked and "1 или больше" in asked


@pytest.mark.req("S2", "S6")
def test_a_trial_of_the_present_month_cannot_be_published(desk: FlaskClient, rpc: ScriptedClient) -> None:
    state: Any = rpc.answers["billing.get_run"]
    rpc.answers["billing.get_run"] = state.model_copy(update={"preliminary": True})
    page = desk.get("/staff/runs?period=2026-10")
    assert "предварительный расчёт" in text(page) and "/staff/runs/publish" not in page.text
    preview: Any = rpc.answers["billing.preview_run"]
    rpc.answers["billing.preview_run"] = preview.model_copy(update={"preliminary": True})
    assert "Месяц ещё не закончился" in text(desk.get("/staff/runs/2026-10/preview"))


@pytest.mark.req("S2", "S8")
def test_what_forbids_publication_stands_before_everything_else(desk: FlaskClient, rpc: ScriptedClient) -> None:
    item = ReadinessItem(
        code="placeholders",
        severity="blocks",
        title="Реквизиты поставщика не заполнены",
        remedy="задайте их в файле SUPPLIER_FILE",
        count=2,
        examples=["bik", "kpp"],
    )
    preview: Any = rpc.answers["billing.preview_run"]
    rpc.answers["billing.preview_run"] = preview.model_copy(update={"readiness": [item]})
    page = text(desk.get("/staff/runs/2026-10/preview"))
    assert "Публиковать нельзя" in page and "Задайте их в файле SUPPLIER_FILE. Например: bik, kpp" in page
    assert page.index("Публиковать нельзя") < page.index("Против прошлого месяца")


@pytest.mark.parametrize(("day", "offered"), [(25, False), (26, True)])
def test_the_present_month_is_offered_when_its_readings_are_in(
    day: int, offered: bool, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.staff.runs.runs.today", lambda: date(2026, 11, day))
    assert ('value="2026-11"' in desk.get("/staff/runs").text) is offered


@pytest.mark.req("S5")
def test_the_rates_of_a_day_as_csv(desk: FlaskClient, rpc: ScriptedClient) -> None:
    lines = desk.get("/staff/rates.csv?on=2026-12-01").get_data(as_text=True).splitlines()
    assert rpc.requests("billing.list_rates")[0].on.isoformat() == "2026-12-01"
    assert lines[0].removeprefix("\ufeff").startswith("Что;Группа или имя;")
    assert any("тариф;" in line and ";7,48;₽/кВт·ч, 1-й диапазон;действует;" in line for line in lines)
    assert any("норматив;газовая плита;комнат 2, человек 1;" in line for line in lines)
    assert any("число правил;penalty_rate;" in line and "поставлено с программой" in line for line in lines)


def test_an_empty_office_is_told_to_load_rates(desk: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["billing.list_rates"] = rate_lists.NONE
    assert text(desk.get("/staff/rates")).count("загрузите файл") == 4
