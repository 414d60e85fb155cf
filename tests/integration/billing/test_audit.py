"""What the supplier's people do in billing is remembered by billing itself, with who did it; the database guards it."""

from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from contracts.audit import AuditQuery
from contracts.bill import ReferenceDebts
from contracts.billing import ChannelCredit, Correction, NoticeSending, OtherDebts, RestrictionStep, RunRequest
from tests.support.billing_town import ACCOUNTANT, ONE, Town

pytestmark = pytest.mark.req("S4", "S5")


def test_every_deed_of_staff_is_recorded_with_its_actor_once(town: Town) -> None:
    debts = ReferenceDebts(penalty_kopecks=5, court_kopecks=0, duty_kopecks=0, restriction_kopecks=0)
    today = date(2026, 11, 5)
    wishes = (
        (
            town.billing.send_notice,
            NoticeSending(account_number=ONE, sent_on=today, channel="почта", idempotency_key="audit-01"),
        ),
        (
            town.billing.record_step,
            RestrictionStep(
                account_number=ONE, step="withdrawn", happened_on=today, note="адрес", idempotency_key="audit-02"
            ),
        ),
        (
            town.billing.post_correction,
            Correction(account_number=ONE, amount_kopecks=-7, ground="акт 12", idempotency_key="audit-03"),
        ),
        (town.billing.set_other_debts, OtherDebts(account_number=ONE, debts=debts)),
        (
            town.billing.post_credit,
            ChannelCredit(account_number=ONE, amount_kopecks=9, paid_on=today, channel="Почта", operation="77"),
        ),
    )
    with town.as_accountant():
        for deed, wish in wishes:
            deed(wish)
        for deed, wish in wishes:
            if not isinstance(wish, OtherDebts):
                deed(wish)
        town.billing.run_period(RunRequest(period="2026-10"))
        town.work()
        town.billing.publish_period(RunRequest(period="2026-10"))
    entries = town.billing.list_audit(AuditQuery()).entries[::-1]
    assert [entry.action for entry in entries] == [
        "send_notice",
        "record_step",
        "post_correction",
        "set_other_debts",
        "post_credit",
        "run_period",
        "publish_period",
    ]
    assert {(entry.actor_id, entry.actor_role) for entry in entries} == {(ACCOUNTANT.user_id, "accountant")}
    assert {entry.account_number for entry in entries[:5]} == {ONE}
    corrected = entries[2].details
    assert (corrected["amount_kopecks"], corrected["ground"]) == ("-7", "акт 12")
    assert int(corrected["new_debt_kopecks"]) - int(corrected["old_debt_kopecks"]) == -7
    assert entries[3].details == {"penalty_kopecks": "0 -> 5"}


APPEND_ONLY = ("ledger", "penalties", "bills", "changes", "agreements", "audit", "corrections")


@pytest.mark.parametrize("table", [*APPEND_ONLY, "former_owner_entries"])
@pytest.mark.parametrize("statement", ["delete from {}", "truncate {}", "update {} set account_number = '1'"])
def test_the_database_refuses_to_rewrite_what_was_written(town: Town, table: str, statement: str) -> None:
    if table == "changes":
        statement = statement.replace("account_number", "key")
    with town.as_accountant():
        town.billing.run_period(RunRequest(period="2026-10"))  # the trail refuses row by row, so it needs one
    with pytest.raises(DBAPIError, match=r"append-only|permission denied"):
        town.rows(statement.format(table))
