"""An account that is being closed says so, and a closed one takes no readings."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from contracts.readings import AccountMeters
from gateway.http.forms.intervals import today
from tests.support.form_posting import text
from tests.support.scripted.household import FLAT
from tests.support.scripted.readings_answers import meter
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("M4.1.4", "S7")


def closing_on(rpc: ScriptedClient, day: date, *, gone: bool = False) -> None:
    more: dict[str, object] = {"closed_on": day} | ({"meter": None} if gone else {})
    rpc.answers["readings.get_meters"] = lambda request: AccountMeters(
        accounts=[meter(number).model_copy(update=more if number == FLAT else {}) for number in request.account_numbers]
    )


def test_an_account_that_is_being_closed_asks_for_its_last_readings(customer: FlaskClient, rpc: ScriptedClient) -> None:
    closing_on(rpc, today() + timedelta(days=3))
    page = text(customer.get("/home"))
    assert "Лицевой счёт закрывается" in page and "войдут в последний счёт" in page


def test_a_closed_account_takes_no_readings_and_may_be_paid(customer: FlaskClient, rpc: ScriptedClient) -> None:
    closing_on(rpc, today() - timedelta(days=3), gone=True)
    page = text(customer.get("/home"))
    assert "показания больше не принимаются" in page and "Счётчика на этом счёте нет" in page, "that of the garage"
    assert "Оставшийся долг можно оплатить" in page


def test_the_desk_shows_the_day_of_closing(desk: FlaskClient, rpc: ScriptedClient) -> None:
    closing_on(rpc, today() + timedelta(days=3))
    assert "Дата закрытия счёта" in text(desk.get(f"/staff/accounts/{FLAT}"))
