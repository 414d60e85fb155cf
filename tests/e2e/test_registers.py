"""A bank's register through the whole running system: from the supplier's command to the customer's «Зачисления»."""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.faults.customer_load import Payer, newcomer
from tests.support.running_portal import RunningPortal
from wording.moscow import MOSCOW

ACCOUNT = "181200031"


def credits(payer: Payer, kopecks: int) -> list[dict[str, Any]]:  # noqa: A001
    """Those of one sum, as soon as there are any."""
    for _ in range(100):
        listed = payer.portal.get(f"/accounts/{ACCOUNT}/credits")["credits"]
        if found := [one for one in listed if one["amount_kopecks"] == kopecks]:
            return found
        time.sleep(0.2)
    return []


@pytest.mark.req("S3", "M4.4.1")
def test_a_register_reaches_the_accounts_once(portal: RunningPortal, tmp_path: Path) -> None:
    payer = newcomer(portal, ACCOUNT)
    day = datetime.now(MOSCOW).date() - timedelta(days=1)
    line = f"{day:%d-%m-%Y};10-15-00;8608/0123;7;{{}};{{}};Иванов И.И.;г. Калуга;1026;777,77;777,77;0,00"
    file = tmp_path / "sber_daily.txt"
    rows = [line.format("900000000001", ACCOUNT), line.format("900000000002", "000000000")]
    file.write_bytes("\r\n".join([*rows, "=2;1555,54;1555,54;0,00;417;06-11-2026"]).encode("cp1251"))
    first = portal.launcher("registers", str(file))
    assert "2 operations, 2 new, 1 without an account" in first.stdout, first.stderr
    (credit,) = credits(payer, 77_777)
    assert (credit["channel"], credit["paid_on"]) == ("ПАО СБЕРБАНК", day.isoformat())
    assert "taken before" in portal.launcher("registers", str(file)).stdout
    file.write_bytes(file.read_bytes()[:-30])
    cut = portal.launcher("registers", str(file))
    assert cut.returncode == 1
    assert "nothing was taken" in cut.stderr
    assert len(credits(payer, 77_777)) == 1
