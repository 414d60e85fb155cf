"""How waits grow, and who is counted together."""

from datetime import timedelta

import pytest

from services.auth.throttling.limits import LIMITS, Limit, network, wait_in_words

SECONDS = timedelta(seconds=1)


def test_a_wait_doubles_up_to_its_bound() -> None:
    limit = Limit(3, 2 * SECONDS, 10 * SECONDS, timedelta(hours=1))
    waits = [limit.wait(n) // SECONDS for n in range(8)]
    assert waits == [0, 0, 0, 2, 4, 8, 10, 10]
    assert limit.wait(10**6) == 10 * SECONDS


def test_no_limit_locks_out() -> None:
    assert all(limit.longest <= timedelta(hours=1) for limit in LIMITS.values())
    assert LIMITS["sign_in:account"].longest <= timedelta(minutes=1), "anybody can spend the attempts of an account"


@pytest.mark.parametrize(
    ("ip", "counted"),
    [
        ("93.184.216.34", "93.184.216.34"),
        ("::ffff:93.184.216.34", "93.184.216.34"),
        ("2a00:1450:4010:c05::71", "2a00:1450:4010:c05::/64"),
        ("2a00:1450:4010:c05:dead::1", "2a00:1450:4010:c05::/64"),
        ("", "unknown"),
        ("'; drop table", "unknown"),
    ],
)
def test_one_subscriber_is_one_address(ip: str, counted: str) -> None:
    assert network(ip) == counted


@pytest.mark.parametrize(
    ("wait", "words"),
    [(0.2 * SECONDS, "1 с"), (40 * SECONDS, "40 с"), (60 * SECONDS, "1 мин"), (61 * SECONDS, "2 мин")],
)
def test_a_wait_in_words(wait: timedelta, words: str) -> None:
    assert wait_in_words(wait) == words
