"""A stored row that cannot be read leaves out its account alone, named with an incident; all others are billed."""

import pytest
from sqlalchemy import text

from contracts.billing import RunRequest
from tests.support.billing_town import BARE, ONE, TWO, Town, read
from tests.support.late_town import DECEMBER, NOVEMBER, bill_month, load

pytestmark = pytest.mark.req("S6")

_ACT = (
    "insert into acts (account_number, kind, happened_on, number, details, source, reference) "
    "values ('{number}', 'tampering', '2026-10-05', '7', '{json}', 'desk', 'r')"
)
_AGREEMENT = (
    "insert into agreements (account_number, number, agreed_on, parts) values ('{number}', '1', '2026-10-01', '{json}')"
)
_PENALTY = (
    "insert into penalties (source, source_ref, account_number, period, amount_kopecks, occurred_at, accrued) "
    "values ('bill', 'x', '{number}', '2026-09', 1, '2026-10-01', '{json}')"
)
_LINES = "update charges set lines = '{json}' where account_number = '{number}' and period = '2026-09'"
_REGISTERS = "update standings set registers = '{json}' where account_number = '{number}'"


@pytest.mark.parametrize(
    ("statement", "json", "named"),
    [
        (_LINES, "{}", "charges of 2026-09"),
        (_LINES, '[{"zone": "one"}]', "charges of 2026-09"),
        (_LINES, '[{"zone": "one", "tier": 1, "volume": "x", "price_kopecks": 1, "amount_kopecks": 1}]', "charges of"),
        (_LINES, "null", "charges of 2026-09"),
        (_AGREEMENT, '[{"due_on": "soon", "amount_kopecks": 1}]', "agreements.parts"),
        (_AGREEMENT, "{}", "agreements.parts"),
        (_AGREEMENT, '[{"due_on": "2026-12-01"}]', "agreements.parts"),
        (_PENALTY, "[1]", "penalties.accrued"),
        (_PENALTY, '{"2026-04": "much"}', "penalties.accrued"),
        (_ACT, "[]", "unexpected error"),
        (_ACT, '{"power_kw": "many"}', "acts.details.power_kw"),
        (_REGISTERS, "{}", "closing_balance"),
        (_REGISTERS, '[{"serial": "S-1"}]', "closing_balance"),
        (
            _REGISTERS,
            '[{"serial": "S-1", "zone": "one", "value": 1, "on": null, "estimated": 0, "history": ["2"]}]',
            "closing_balance",
        ),
    ],
)
def test_a_damaged_row_leaves_out_its_account_alone(town: Town, statement: str, json: str, named: str) -> None:
    # A reading below the last one asks what was billed before.
    load(readings=[read(12340, "2026-10-20", source="control")])(town)
    with town.database.transaction() as session:
        session.connection().exec_driver_sql(statement.replace("{number}", ONE).replace("{json}", json))
    state = town.run()
    assert (state.state, state.accounts_done, state.exceptions["not_charged"]) == ("calculated", 2, 1)
    (left_out,) = town.billing.preview_run(RunRequest(period="2026-10")).not_charged
    assert (left_out.account_number, named in left_out.reason) == (ONE, True), left_out
    town.publish()
    assert [row[0] for row in town.rows("select account_number from bills order by 1")] == [TWO, BARE]


def test_a_damaged_first_balance_does_not_keep_a_run_from_starting(late_town: Town) -> None:
    """Late readings of months before the books were opened are moved by what the first balance says."""
    bill_month(late_town, "2026-10", NOVEMBER)
    late_town.clock.moment = DECEMBER
    for damaged in ("{}", '[{"serial": "S-1", "zone": "one", "value": 1, "on": "day"}]'):
        with late_town.database.transaction() as session:
            wrong = {"json": damaged, "number": ONE}
            session.execute(text("update standings set registers = :json where account_number = :number"), wrong)
        load(readings=[read(12344, "2026-09-22")])(late_town)
        assert late_town.run("2026-11").exceptions["not_charged"] == 1


@pytest.mark.parametrize(
    "damaged", ["{}", '{"lines": 5}', '{"lines": [], "meters": []}', '{"lines": [], "meters": [], "replayed": {}}']
)
def test_a_damaged_draft_is_left_out_of_the_publication_alone(town: Town, damaged: str) -> None:
    town.run()
    with town.database.transaction() as session:
        wrong = {"json": damaged, "number": ONE}
        session.execute(text("update run_results set outcome = :json where account_number = :number"), wrong)
    state = town.publish()
    assert (state.state, state.exceptions["not_published"]) == ("published", 1)
    assert [row[0] for row in town.rows("select account_number from bills order by 1")] == [TWO, BARE]


def test_an_agreement_that_is_damaged_after_the_run_leaves_out_its_bill_alone(town: Town) -> None:
    town.run()
    with town.database.transaction() as session:
        session.connection().exec_driver_sql(_AGREEMENT.replace("{number}", ONE).replace("{json}", '[{"due_on": 1}]'))
    assert town.publish().exceptions["not_published"] == 1
    assert [row[0] for row in town.rows("select account_number from bills order by 1")] == [TWO, BARE]
