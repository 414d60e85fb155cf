"""One piece of work is one trace over all processes, and says nothing about people."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chassis.context import Context, entered
from deploy.simulators.trace_viewer.spans import Span
from tests.support.echo_processes import QUEUE, House
from tests.support.trace_collector import Collector, collecting
from tests.support.waiting import until
from tests.wire.echo.contract import EchoRpc, Greeting

pytestmark = pytest.mark.req("O1")
TRACE, REQUEST = "4bf92f3577b34da6a3ce929d0e0e4736", "request-0001"


@pytest.fixture
def collector(tmp_path: Path, free_port: Callable[[], int]) -> Iterator[Collector]:
    with collecting(tmp_path, free_port()) as collector:
        yield collector


def test_a_call_its_event_and_the_effect_are_one_trace(house: House, echo: EchoRpc, collector: Collector) -> None:
    service, relay = house.start(**collector.environment), house.start("relay", **collector.environment)
    caused = Context(REQUEST, TRACE, span_id="00f067aa0ba902b7")
    with entered(caused):
        echo.tell(Greeting(text="anna.ivanova@list.ru 180111111"))
    wanted = {"echo/tell", "INSERT outbox", f"publish {QUEUE.partition('.')[2]}", f"process {QUEUE}"}
    until(lambda: {span.name for span in collector.store.spans(TRACE)} >= wanted, 60)
    spans = {span.name: span for span in collector.store.spans(TRACE)}
    served, stored = spans["echo/tell"], spans["INSERT outbox"]
    assert (served.parent, served.kind, served.service) == (caused.span_id, "server", "echo")
    assert stored.parent == served.id and stored.attributes["db.system.name"] == "postgresql"
    sent = spans[f"publish {QUEUE.partition('.')[2]}"]
    assert (sent.parent, sent.kind, sent.service) == (served.id, "producer", "echo-relay")
    heard = spans[f"process {QUEUE}"]
    assert (heard.parent, heard.kind, heard.links) == (served.id, "consumer", [f"{TRACE}-{served.id}"])
    assert not any(span.failed for span in spans.values())
    assert [text for text in said(collector.everything()) if "list.ru" in text or "180111111" in text] == []
    for process in (service, relay):
        process.terminate()
        assert process.wait(60) == 0


def said(spans: list[Span]) -> list[str]:
    return [text for one in spans for text in (one.name, *map(str, one.attributes.values()), json.dumps(one.links))]


def test_a_trace_that_its_beginning_does_not_record_is_recorded_nowhere(
    house: House, echo: EchoRpc, collector: Collector
) -> None:
    service = house.start(**collector.environment)
    with entered(Context(REQUEST, TRACE, span_id="00f067aa0ba902b7", sampled=False)):
        echo.tell(Greeting(text="unheard"))
    echo.tell(Greeting(text="hello"))
    service.terminate()
    assert service.wait(60) == 0, "what is left is sent at the end"
    assert collector.everything() != [] and collector.store.spans(TRACE) == []


def test_a_collector_that_is_away_stops_nothing(house: House, echo: EchoRpc, free_port: Callable[[], int]) -> None:
    service = house.start(OTEL_EXPORTER_OTLP_ENDPOINT=f"http://127.0.0.1:{free_port()}")
    for number in range(20):
        echo.tell(Greeting(text=f"unheard {number}"))
    service.terminate()
    assert service.wait(60) == 0
    assert "Traceback" not in house.log(service)
