"""Acts at the desk: each kind's form, the question before it is recorded, the list, and taking one back."""

import pytest
from flask.testing import FlaskClient

from tests.gateway.test_staff_forms import confirmed
from tests.support.form_posting import post, text
from tests.support.scripted.household import FLAT
from tests.support.scripted.readings_answers import SERIAL
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S4")
ACTS = f"/staff/accounts/{FLAT}/acts"
WHEN = {"number": "77", "happened_on": "2026-11-10"}
LAST = {"serial": SERIAL, "point": "1", "reading_day": "12950", "reading_night": "5901"}
NEW = {"new_serial": "022", "digits": "6", "reading_one_new": "3"}


def shown(answer: object) -> str:
    return text(answer).replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[arg-type]


def test_the_acts_of_account_and_meters_stand_in_one_list(desk: FlaskClient) -> None:
    page = shown(desk.get(ACTS))
    for words in (
        "Недопуск к счётчику № 31",
        "Замена счётчика № 77",
        "последние показания: день 12950, ночь 5901",
        "новый счётчик № 022: 3",
        "часов сверх допустимого: 12",
        "Отменён: записан дважды",
    ):
        assert words in page, words
    assert page.index("10.11.2026") < page.index("03.11.2026") < page.index("01.09.2026")
    assert page.count("Отменить акт") == 2, "one of them is cancelled"


@pytest.mark.parametrize("kind", ["replacement", "reprogramming", "removal", "installation", "failure", "sealing"])
def test_each_act_of_a_meter_has_its_form(kind: str, desk: FlaskClient) -> None:
    page = desk.get(f"{ACTS}/meter/{kind}")
    assert page.status_code == 200
    assert ("последние показания" in text(page)) is (kind != "installation")
    assert ("Знаков на счётчике" in text(page)) is (kind in ("replacement", "reprogramming", "installation"))
    assert ("Прочитать показания не удалось" in text(page)) is (kind in ("replacement", "removal", "failure"))
    assert desk.get(f"{ACTS}/meter/burning").status_code == 404


def test_a_replacement_is_recorded_whole(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"{ACTS}/meter/replacement"
    asked = shown(post(desk, path, path, **WHEN, **LAST, **NEW))
    for words in ("Последние показания день 12950, ночь 5901", "№ 022, знаков: 6", "Первые показания 3"):
        assert words in asked, words
    assert rpc.requests("readings.record_meter_act") == []
    assert confirmed(desk, path, **WHEN, **LAST, **NEW).location == ACTS
    [wanted] = rpc.requests("readings.record_meter_act")
    assert (wanted.kind, wanted.serial, wanted.number, wanted.unread) == ("replacement", SERIAL, "77", False)
    assert wanted.new_meter is not None
    assert (wanted.new_meter.zones, wanted.new_meter.digits, wanted.new_meter.ratio) == (["one"], 6, 1)
    assert [(one.zone, one.value) for one in wanted.first_readings] == [("one", 3)]
    for wrong in ({"digits": "много"}, {"reading_day": "12,5"}, {"number": ""}, {"happened_on": "вчера"}):
        answer = post(desk, path, path, **(WHEN | LAST | NEW | wrong))
        assert answer.status_code == 422, wrong


def test_a_meter_is_reprogrammed_under_its_own_number(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"{ACTS}/meter/reprogramming"
    confirmed(desk, path, **WHEN, **LAST, digits="5", reading_one_new="18851")
    [wanted] = rpc.requests("readings.record_meter_act")
    assert wanted.new_meter is not None and wanted.new_meter.serial == SERIAL


def test_a_failure_may_be_unread(desk: FlaskClient, rpc: ScriptedClient) -> None:
    path = f"{ACTS}/meter/failure"
    confirmed(desk, path, **WHEN, serial=SERIAL, point="1", unread="1")
    [wanted] = rpc.requests("readings.record_meter_act")
    assert wanted.unread and wanted.last_readings == [] and wanted.new_meter is None


@pytest.mark.parametrize(
    ("kind", "more", "details"),
    [
        ("access_refused", {}, {}),
        ("tampering", {"power_kw": "3,5", "since": "2026-10-01"}, {"since": "2026-10-01", "power_kw": "3.5"}),
        ("quality", {"hours": "12", "until": "2026-11-12"}, {"hours": "12"}),
        ("closing", {}, {}),
    ],
)
def test_each_act_of_an_account_states_its_own(
    kind: str, more: dict[str, str], details: dict[str, str], desk: FlaskClient, rpc: ScriptedClient
) -> None:
    path = f"{ACTS}/account/{kind}"
    assert desk.get(path).status_code == 200
    asked = shown(post(desk, path, path, **WHEN, **more))
    assert "Иванова" in asked and "разница войдёт перерасчётом" in asked
    assert confirmed(desk, path, **WHEN, **more).location == ACTS
    [wanted] = rpc.requests("billing.record_act")
    assert (wanted.kind, {one.name: one.value for one in wanted.details}) == (kind, details)
    assert desk.get(f"{ACTS}/account/fire").status_code == 404


@pytest.mark.parametrize(
    ("owner", "act", "call"), [("account", "a1", "billing.cancel_act"), ("meter", "m1", "readings.cancel_meter_act")]
)
def test_an_act_is_taken_back_with_a_reason(
    owner: str, act: str, call: str, desk: FlaskClient, rpc: ScriptedClient
) -> None:
    path = f"{ACTS}/{owner}/{act}/cancel"
    assert desk.get(path).status_code == 200
    assert confirmed(desk, path, reason="Записан на чужой счёт").location == ACTS
    [wanted] = rpc.requests(call)
    assert (wanted.act_id, wanted.reason) == (act, "Записан на чужой счёт")
    assert desk.get(f"{ACTS}/account/a0/cancel").status_code == 404, "it is cancelled already"
