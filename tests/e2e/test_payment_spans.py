"""One payment followed over all processes by its spans, which say nothing about who pays."""

import re
from pathlib import Path

import pytest

from deploy.launcher.host.ports import free_port
from tests.support.faults.customer_load import newcomer
from tests.support.running_portal import running_portal
from tests.support.trace_collector import collecting
from tests.support.waiting import until

ACCOUNT = "180111120"
CREDITED = {
    ("gateway", "payments/receive_callback"),
    ("payments", "payments/receive_callback"),
    ("payments", "POST"),
    ("payments-relay", "publish payments.payment_succeeded.v1"),
    ("billing", "process billing.payments.payment_succeeded.v1"),
    ("readings", "process readings.payments.payment_succeeded.v1"),
    ("notifications", "process notifications.payments.payment_succeeded.v1"),
}


@pytest.mark.req("O1")
@pytest.mark.timeout(600)
def test_a_payment_is_followed_from_the_page_and_from_the_bank_to_the_ledger(tmp_path: Path) -> None:
    with (
        collecting(tmp_path, free_port()) as collector,
        running_portal(tmp_path / "cabinet", **collector.environment) as portal,
    ):
        payer = newcomer(portal, ACCOUNT)
        payer.pay(12_345)
        until(lambda: any(steps >= CREDITED for steps in traces(collector)), 120)
        started = {("gateway", "payments/start_payment"), ("payments", "payments/start_payment"), ("payments", "POST")}
        assert any(started <= steps for steps in traces(collector))
        until(lambda: any(span.name == "send letter" for span in collector.everything()), 60)
        texts = [text for span in collector.everything() for text in (span.name, *map(str, span.attributes.values()))]
        [payment] = payer.started
        told = [text for text in texts if ACCOUNT in text or payment in text or re.search(r"\w@\w", text)]
        assert told == []


def traces(collector: object) -> list[set[tuple[str, str]]]:
    store = collector.store  # type: ignore[attr-defined]
    return [{(span.service, span.name) for span in store.spans(one.trace)} for one in store.listed()]
