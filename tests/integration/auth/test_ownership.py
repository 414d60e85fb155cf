"""The supplier's policy (B8): what must be known to register or to link an account."""

from datetime import date

import pytest

from chassis.database.sessions import Database
from chassis.errors import Refusal
from contracts.auth import NewAccount
from contracts.billing import BillPublished, UsedReading
from contracts.wire import Nothing
from tests.integration.auth.conftest import ACCOUNT, NOW, Portal

OTHER, SUM, SERIAL = "180111112", "1 234,56", "0112345 77"
pytestmark = pytest.mark.req("B8")


def bill(
    portal: Portal, number: str, kopecks: int, period: str = "2026-10", revision: int = 1, serial: str = ""
) -> None:
    """The fact as billing publishes it."""
    used = [UsedReading(meter_serial=serial, zone="one", value=1, taken_on=date(2026, 10, 23))] if serial else []
    event = BillPublished(
        account_number=number,
        period=period,
        revision=revision,
        total_kopecks=kopecks,
        due_on=date(2026, 11, 10),
        method="metered",
        readings=used,
        published_at=NOW,
    )
    with portal.database.transaction() as session:
        portal.auth.remember_bill(event, session)


@pytest.fixture(params=["bill_sum", "meter_serial"])
def strict(request: pytest.FixtureRequest, database: Database) -> Portal:
    portal = Portal(database, ownership_proof=request.param)
    for number in (ACCOUNT, OTHER):
        bill(portal, number, 123_456, serial="011234577")
    portal.proof = SUM if request.param == "bill_sum" else SERIAL  # type: ignore[attr-defined]
    return portal


def test_the_form_is_told_the_policy(strict: Portal, portal: Portal) -> None:
    assert strict.auth.get_entrance_policy(Nothing()).ownership_proof != "none"
    assert portal.auth.get_entrance_policy(Nothing()).ownership_proof == "none", "the manual's word is the default"


def test_registration_needs_the_figure(strict: Portal) -> None:
    with pytest.raises(Refusal) as missing:
        strict.register()
    assert (missing.value.code, missing.value.field) == ("invalid_field", "proof")
    said = set()
    for number, proof in ((ACCOUNT, "999"), ("999999999", strict.proof), ("180111113", strict.proof)):  # type: ignore[attr-defined]
        with pytest.raises(Refusal) as refusal:
            strict.register(account_number=number, proof=proof)
        said.add((refusal.value.code, refusal.value.message))
    assert len(said) == 1, "a wrong figure, an unknown account and one without a figure are not told apart"
    strict.customer(proof=strict.proof)  # type: ignore[attr-defined]


def test_linking_needs_the_figure(strict: Portal) -> None:
    token = strict.customer(proof=strict.proof).sign_in().token  # type: ignore[attr-defined]
    with strict.asking(token) as auth:
        for number, proof in ((OTHER, "999"), ("999999999", strict.proof)):  # type: ignore[attr-defined]
            with pytest.raises(Refusal) as refusal:
                auth.link_account(NewAccount(account_number=number, proof=proof))
            assert (refusal.value.code, refusal.value.field) == ("ownership_not_proven", "proof")
        auth.link_account(NewAccount(account_number=OTHER, proof=strict.proof))  # type: ignore[attr-defined]
    assert len(strict.identity(token).accounts) == 2
    outcomes = strict.rows("select outcome from audit where action = 'link_account' order by id")
    assert outcomes == [("refused",), ("refused",), ("done",)]


def test_guesses_are_limited_by_account_whoever_makes_them(strict: Portal) -> None:
    token = strict.customer(proof=strict.proof).sign_in().token  # type: ignore[attr-defined]
    now = strict.clock.now()
    strict.rows("insert into throttles values ('proof:account', :n, 9, :now, :now)", n=OTHER, now=now)
    codes = []
    with strict.asking(token) as auth:
        for _ in range(2):
            with pytest.raises(Refusal) as refusal:
                auth.link_account(NewAccount(account_number=OTHER, proof="999"))
            codes.append(refusal.value.code)
    assert codes == ["ownership_not_proven", "too_many_attempts"]


def test_the_newest_bill_counts_in_any_order(database: Database) -> None:
    portal = Portal(database, ownership_proof="bill_sum")
    bill(portal, ACCOUNT, 200, "2026-10", revision=2)
    bill(portal, ACCOUNT, 100, "2026-10", revision=1)
    bill(portal, ACCOUNT, 300, "2026-09")
    assert portal.rows("select bill_kopecks from ownership_figures") == [(200,)]
    bill(portal, ACCOUNT, 400, "2026-11", serial="7")
    assert portal.rows("select bill_kopecks, meter_serial from ownership_figures") == [(400, "7")]
