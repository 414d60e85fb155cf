"""The field for the proof of ownership appears where the supplier asks for one (B8)."""

import pytest
from flask.testing import FlaskClient

from contracts.auth import EntrancePolicy
from tests.support.form_posting import post
from tests.support.scripted.people import PASSWORD
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("B8")
LABELS = {"bill_sum": "Сумма последнего счёта", "meter_serial": "Заводской номер счётчика"}


@pytest.mark.parametrize("policy", list(LABELS))
def test_both_forms_ask_and_send_it(policy: str, customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.get_entrance_policy"] = EntrancePolicy(ownership_proof=policy)  # type: ignore[arg-type]
    for path in ("/registration", "/settings"):
        assert LABELS[policy] in customer.get(path).text
    form = {"account_number": "180111115", "proof": " 1234,56 "}
    post(customer, "/settings/accounts", "/settings", current_password=PASSWORD, **form)
    assert rpc.requests("auth.link_account")[0].proof == "1234,56"
    post(customer, "/registration", "/registration", email="a@list.ru", password="p" * 12, consent="1", **form)
    assert rpc.requests("auth.register")[0].proof == "1234,56"


def test_nothing_is_asked_by_the_manuals_own_policy(customer: FlaskClient) -> None:
    for path in ("/registration", "/settings"):
        assert 'name="proof"' not in customer.get(path).text
