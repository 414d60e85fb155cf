"""What a hand meets: nothing moves under a finger, passwords can be seen, sessions are kept, photos made smaller."""

import pytest
from flask.testing import FlaskClient

from tests.support.form_posting import post
from tests.support.scripted.rpc_client import ScriptedClient


@pytest.mark.req("M3.5")
def test_a_mailed_password_is_not_asked_for_again(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = customer.get("/password").text
    assert 'name="current_password"' not in page
    form = {"password": "три слона на мосту", "password_confirmation": "три слона на мосту"}
    assert post(customer, "/password", "/password", **form).location == "/home"
    assert rpc.requests("auth.replace_mailed_password")[0].password == "три слона на мосту"
