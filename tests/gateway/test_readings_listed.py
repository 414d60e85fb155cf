"""«Показания»: which of the readings that were sent counts."""

import pytest
from flask.testing import FlaskClient

from contracts.readings import ReadingList
from tests.support.form_posting import text
from tests.support.scripted.rpc_client import ScriptedClient


@pytest.mark.req("B1")
def test_replaced_readings_are_told_from_the_valid_ones(customer: FlaskClient, rpc: ScriptedClient) -> None:
    [first, *_] = rpc.answers["readings.list_readings"].readings
    waiting = first.model_copy(update={"used": None, "used_in": None, "steps": []})
    step = first.steps[0].model_copy(update={"code": "replaced"})
    listed = [waiting, waiting.model_copy(update={"reading_id": "r0", "steps": [step]})]
    rpc.answers["readings.list_readings"] = ReadingList(readings=listed)
    page = text(customer.get("/readings"))
    assert page.count("ждёт счёта за") == 1 and page.count("заменены более поздними") == 1
