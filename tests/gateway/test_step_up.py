"""Before money moves or bills are published staff prove again who they are; what was typed is not lost."""

import io
import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from chassis.errors import Refusal
from contracts.access import ACCESS
from contracts.roles import STAFF
from contracts.wire import Nothing
from tests.support.form_posting import post, text
from tests.support.scripted import staff_answers
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S5", "S7")
PROOF = "/staff/proof"
CORRECTION = f"/staff/accounts/{FLAT}/correction"
WISH = {"direction": "less", "amount": "120,50", "ground": "Акт № 7: счётчик <спешил>"}
PROVED = {
    *("billing.publish_period", "billing.post_correction", "billing.undo_correction", "billing.request_payout"),
    *("billing.approve_payout", "billing.record_payout", "billing.transfer_payment", "billing.change_owner"),
    *("billing.post_former_payment", "billing.set_other_debts", "billing.post_credit", "payments.refund_payment"),
    *("payments.settle_review", "payments.settle_refund", "payments.restore_payment", "payments.assign_operation"),
    *("payments.release_operation", "auth.detach_account"),
    *("payments.take_register", "billing.export_payouts", "billing.begin_package", "readings.begin_package"),
    *("billing.ask_correction", "billing.ask_undo", "billing.ask_publication", "billing.approve"),
    *("payments.ask_refund", "payments.approve"),
    *("auth.create_staff", "auth.change_staff_role", "auth.reset_staff", "auth.disable_staff"),
    *("auth.end_staff_sessions", "auth.release_staff_wish", "auth.issue_program_token", "auth.revoke_program_token"),
}


def test_the_services_demand_it_of_staff_for_whatever_moves_money_or_publishes() -> None:
    demanded = {
        f"{service}.{method}"
        for service, rows in ACCESS.items()
        for method, row in rows.items()
        if row.confirmed and row.roles & STAFF
    }
    assert demanded == PROVED


@pytest.fixture
def stale(desk: FlaskClient, rpc: ScriptedClient) -> FlaskClient:
    """Whoever signed in long ago; a confirmation makes the session fresh."""
    proved: list[object] = []

    def authenticate(request: object) -> object:
        known = staff_answers.authenticate(request)  # type: ignore[arg-type]
        return known if isinstance(known, Exception) else known.model_copy(update={"confirmed": bool(proved)})

    def confirm(request: object) -> object:
        if request.secret != "right words":  # type: ignore[attr-defined]
            return Refusal("wrong_credentials", "Пароль или код не подходит.", "step_up")
        proved.append(request)
        return Nothing()

    rpc.answers |= {"auth.authenticate": authenticate, "auth.confirm_staff": confirm}
    return desk


def test_a_form_waits_for_the_proof_and_goes_on_with_what_was_typed(stale: FlaskClient, rpc: ScriptedClient) -> None:
    assert "Подтвердите, что это Вы" not in stale.get(CORRECTION).text
    asked = post(stale, CORRECTION, CORRECTION, **WISH, confirmed="1")
    assert "Подтвердите, что это Вы" in asked.text and rpc.requests("billing.post_correction") == []
    carried = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked.text))
    assert carried["amount"] == "120,50" and "&lt;спешил&gt;" in carried["ground"]
    wrong = post(stale, CORRECTION, CORRECTION, **WISH, confirmed="1", step_up="not these")
    assert "не подходит" in wrong.text and rpc.requests("billing.post_correction") == []
    assert "not these" not in wrong.text
    done = post(stale, CORRECTION, CORRECTION, **WISH, confirmed="1", step_up="right words")
    assert done.status_code == 302, text(done)
    [made] = rpc.requests("billing.post_correction")
    assert made.ground == WISH["ground"]


UPLOADS = {
    "/staff/registers": ("file", "payments.take_register"),
    "/staff/imports": ("files", "billing.begin_package"),
}


@pytest.mark.parametrize("page", UPLOADS)
def test_a_form_with_a_file_has_the_field_itself_and_needs_one_request(
    stale: FlaskClient, rpc: ScriptedClient, page: str
) -> None:
    field, call = UPLOADS[page]

    def sent(**more: str) -> TestResponse:
        file = (io.BytesIO(b"account;amount\n"), "accounts.csv")
        return post(stale, page, page, **{field: file, **more})

    shown = stale.get(page).text
    assert f'data-proof="{PROOF}"' in shown and "data-proof-part>" in shown
    for refused in (sent(), sent(step_up="not these")):
        assert "Подтвердите, что это Вы" in refused.text and "выберите файл ещё раз" in refused.text
        assert rpc.requests(call) == []
    sent(step_up="right words")
    assert len(rpc.requests(call)) == 1
    assert "data-proof-part hidden>" in stale.get(page).text, "minutes later nothing is asked again"


def test_the_file_for_the_bank_is_not_given_without_it(stale: FlaskClient, rpc: ScriptedClient) -> None:
    assert stale.get("/staff/payouts.csv").status_code == 405, "no link of others fetches it"
    assert "Подтвердите, что это Вы" in post(stale, "/staff/payouts.csv", "/staff/payouts").text
    assert rpc.requests("billing.export_payouts") == []
    given = post(stale, "/staff/payouts.csv", "/staff/payouts", step_up="right words")
    assert (given.data, given.mimetype) == (b"payout\n", "text/csv")


def test_the_script_of_a_form_is_told_whether_it_may_send(stale: FlaskClient, rpc: ScriptedClient) -> None:
    asked = post(stale, PROOF, "/staff/registers")
    assert (asked.status_code, "Введите пароль" in asked.json["message"]) == (422, True)
    wrong = post(stale, PROOF, "/staff/registers", step_up="not these")
    assert (wrong.status_code, "не подходит" in wrong.json["message"]) == (422, True)
    assert post(stale, PROOF, "/staff/registers", step_up="right words").status_code == 204
    assert post(stale, PROOF, "/staff/registers").status_code == 204
    assert len(rpc.requests("auth.confirm_staff")) == 2
    assert stale.post(PROOF, data={"step_up": "right words"}).status_code == 400, "without the form's token"


def test_what_moves_no_money_is_not_asked_about(stale: FlaskClient) -> None:
    answer = post(stale, "/staff/news", "/staff/news", kind="info", text="x")
    assert "Подтвердите, что это Вы" not in answer.text
