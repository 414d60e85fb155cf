"""Events are published again in small steps, in order, and those without their secrets are left alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from chassis.database.sessions import make_engine
from chassis.events import republish
from tests.support.server_pool import Databases, rows

SINCE = datetime(2026, 11, 25, 3, tzinfo=UTC)


@pytest.fixture
def outbox(database_factory: Databases) -> Iterator[str]:
    """A hundred published events, one an hour, the last of them an hour before now's next; two lost their secrets."""
    database = database_factory("feedback")
    rows_of = (
        "insert into outbox (id, source, type, subject, body, headers, occurred_at, published_at) "
        "select gen_random_uuid(), 'feedback', 'x', n::text, '{}', "
        """case when n in (70, 90) then '{"erased": "1"}' else '{}' end::jsonb, """
        "%s::timestamptz + (n - 61) * interval '1 hour', now() from generate_series(1, 100) n returning 1"
    )
    rows(database.migration_url, rows_of, SINCE)
    yield database.migration_url


@pytest.mark.case("B13")
@pytest.mark.parametrize("step", [7, 5000])
def test_what_is_since_then_waits_again_whatever_the_step(
    outbox: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], step: int
) -> None:
    monkeypatch.setattr(republish, "STEP", step)
    republish.republish(outbox, "feedback", SINCE)
    waiting = "select subject::int from outbox where published_at is null order by seq"
    assert [row[0] for row in rows(outbox, waiting)] == [n for n in range(61, 101) if n not in (70, 90)]
    said = capsys.readouterr().out
    assert "republishing 38 events" in said and "2 events held a link or a password" in said


@pytest.mark.case("B13")
def test_each_step_reads_its_own_rows_by_the_primary_key(outbox: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many events there are before the moment, only a day of them is looked at."""
    monkeypatch.setattr(republish, "STEP", 5)
    steps = list(republish._steps(make_engine(outbox, "test"), SINCE))
    assert all(last - after <= 5 for after, last in steps)
    assert [after for after, _ in steps[1:]] == [last for _, last in steps[:-1]], "without a gap, oldest first"
    first = rows(outbox, "select min(occurred_at) from outbox where seq > %s", steps[0][0])[0][0]
    assert isinstance(first, datetime) and SINCE - timedelta(days=2) < first <= SINCE - timedelta(days=1)


def test_an_empty_outbox_is_no_error(database_factory: Databases, capsys: pytest.CaptureFixture[str]) -> None:
    republish.republish(database_factory("feedback").migration_url, "feedback", SINCE)
    assert "republishing 0 events" in capsys.readouterr().out
