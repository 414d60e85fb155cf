"""Nobody makes series of metrics at will: labels have values that the code knows."""

import pytest
from flask.testing import FlaskClient

METHODS = ("GET", "POST", "BREW", "PROPFIND", "X1", "X2", "X3")
PATHS = (
    "/",
    "/no-such-page",
    "/api/v1/accounts/180111111",
    "/api/v1/accounts/180111112",
    "/pay/P-1",
    "/%D0%BF",
    "/a?b=1",
)


def series(browser: FlaskClient) -> set[str]:
    lines = browser.get("/metrics").get_data(as_text=True).splitlines()
    return {line.rpartition(" ")[0] for line in lines if line and not line.startswith("#")}


@pytest.mark.req("O2")
def test_what_strangers_ask_for_makes_a_bounded_number_of_series(anybody: FlaskClient) -> None:
    for method in METHODS:
        for path in PATHS:
            anybody.open(path, method=method)
    anybody.get("/metrics")
    before = series(anybody)
    for number in range(50):
        anybody.open(f"/no-such-page-{number}", method=f"BREW{number}")
        anybody.get(f"/api/v1/accounts/18{number:07}", headers={"X-Request-Id": f"id-{number:08}"})
        anybody.get(f"/?page={number}")
    assert series(anybody) - before == set()
    assert not [name for name in before if "18011111" in name or "BREW" in name]


def test_both_formats_of_prometheus_are_spoken(anybody: FlaskClient) -> None:
    old = anybody.get("/metrics")
    new = anybody.get("/metrics", headers={"Accept": "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"})
    assert old.content_type.startswith("text/plain")
    assert new.content_type.startswith("application/openmetrics-text")
    assert new.get_data(as_text=True).endswith("# EOF\n")
