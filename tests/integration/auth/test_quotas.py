"""Quotas of requests in the database: exact under parallel requests, refilled by time, one for all replicas."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.errors import Refusal
from contracts.auth import Quota, QuotaRequest, QuotaTake
from tests.integration.auth.conftest import Portal

pytestmark = pytest.mark.req("B5")


def take(
    portal: Portal, policy: str = "upload", subject: str = "somebody", more: tuple[str, str] | None = None
) -> Quota:
    takes = [(policy, subject), *([more] if more else [])]
    return portal.auth.take_quota(
        QuotaRequest(takes=[QuotaTake.model_validate({"policy": name, "subject": who}) for name, who in takes])
    )


def test_what_is_left_is_told_and_then_refused(portal: Portal) -> None:
    left = [take(portal).remaining for _ in range(20)]
    assert left == list(range(19, -1, -1))
    with pytest.raises(Refusal) as refused:
        take(portal)
    assert refused.value.code == "too_many_attempts"
    assert refused.value.details == {"retry_after": 180, "policy": "upload", "limit": 20, "window_seconds": 3600}
    assert "3 мин" in refused.value.message


def test_many_are_counted_beforehand_or_none_of_them(portal: Portal) -> None:
    ahead = QuotaRequest(takes=[QuotaTake(policy="upload", subject="somebody", requests=15)])
    assert portal.auth.take_quota(ahead).remaining == 5
    with pytest.raises(Refusal) as refused:
        portal.auth.take_quota(ahead)
    assert refused.value.details["retry_after"] == 1800
    assert take(portal).remaining == 4


def test_asking_during_the_wait_does_not_prolong_it(portal: Portal) -> None:
    for _ in range(20):
        take(portal)
    for _ in range(5):
        with pytest.raises(Refusal):
            take(portal)
    portal.pass_time(minutes=3)
    assert take(portal).remaining == 0
    portal.pass_time(hours=1)
    assert take(portal).remaining == 19


def test_subjects_and_policies_do_not_touch_each_other(portal: Portal) -> None:
    for _ in range(20):
        take(portal)
    assert take(portal, subject="somebody else").remaining == 19
    assert take(portal, policy="print").remaining == 59


def test_a_request_is_counted_everywhere_or_nowhere(portal: Portal) -> None:
    for _ in range(20):
        take(portal)
    with pytest.raises(Refusal):
        take(portal, more=("print", "somebody"))
    assert take(portal, policy="print").remaining == 59


def test_neighbours_in_one_network_of_ipv6_are_one(portal: Portal) -> None:
    assert take(portal, "address", "2001:db8:1:2::1").remaining == 599
    assert take(portal, "address", "2001:db8:1:2:ffff::2").remaining == 598
    assert take(portal, "address", "2001:db8:1:3::1").remaining == 599


def test_parallel_requests_of_many_replicas_get_exactly_the_quota(portal: Portal) -> None:
    def attempt(_: int) -> bool:
        try:
            take(portal)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(8) as replicas:
        assert sum(replicas.map(attempt, range(60))) == 20


def test_full_buckets_are_swept(portal: Portal) -> None:
    take(portal)
    portal.pass_time(hours=1)
    portal.auth.drop_expired()
    assert portal.rows("select count(*) from request_quotas") == [(0,)]
