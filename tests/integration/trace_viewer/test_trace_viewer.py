"""The viewer takes what exporters send, keeps the newest, and shows a trace as a tree in time."""

import gzip
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from deploy.simulators.trace_viewer.spans import Span
from deploy.simulators.trace_viewer.store import Store
from deploy.simulators.trace_viewer.waterfall import rows
from deploy.simulators.trace_viewer.web import create_app

SECOND = 1_000_000_000
pytestmark = pytest.mark.req("O1")


def span(number: int, trace: int = 1, parent: int = 0, **more: object) -> Span:
    known: dict[str, object] = {
        "trace": f"{trace:032x}",
        "id": f"{number:016x}",
        "parent": f"{parent:016x}" if parent else "",
        "service": "gateway",
        "name": f"GET /{number}",
        "kind": "server",
        "start": (trace * 100 + number) * SECOND,
        "end": (trace * 100 + number + 1) * SECOND,
        "failed": False,
        "attributes": {},
        "links": [],
    }
    return Span(**(known | more))  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "traces.sqlite", cap=10)


@pytest.fixture
def browser(store: Store) -> FlaskClient:
    return create_app(store).test_client()


def export() -> bytes:
    request = ExportTraceServiceRequest()
    resource = request.resource_spans.add()
    name = resource.resource.attributes.add()
    name.key, name.value.string_value = "service.name", "billing"
    one = resource.scope_spans.add().spans.add()
    one.trace_id, one.span_id, one.name, one.kind = bytes(15) + b"\x07", bytes(7) + b"\x08", "billing/get_bill", 2
    one.start_time_unix_nano, one.end_time_unix_nano, one.status.code = SECOND, 2 * SECOND, 2
    number = one.attributes.add()
    number.key, number.value.int_value = "http.response.status_code", 500
    return bytes(request.SerializeToString())


@pytest.mark.parametrize("packed", [False, True])
def test_an_export_is_taken_and_found_by_id_service_and_failure(
    store: Store, browser: FlaskClient, packed: bool
) -> None:
    headers = {"Content-Encoding": "gzip"} if packed else {}
    assert (
        browser.post("/v1/traces", data=gzip.compress(export()) if packed else export(), headers=headers).status_code
        == 200
    )
    [kept] = store.spans(f"{7:032x}")
    assert (kept.service, kept.kind, kept.failed, kept.attributes) == (
        "billing", "server", True, {"http.response.status_code": 500},
    )  # fmt: skip
    assert "billing/get_bill" in browser.get("/?service=billing&failed=on").get_data(as_text=True)
    assert "billing/get_bill" not in browser.get("/?service=auth").get_data(as_text=True)
    assert browser.get(f"/?id={7:032x}").location.endswith(f"/traces/{7:032x}")
    assert "500" in browser.get(f"/traces/{7:032x}").get_data(as_text=True)


def test_what_is_no_export_is_refused(store: Store, browser: FlaskClient) -> None:
    for body, encoding in ((b"\xff\xff\xff", ""), (b"{}", "gzip")):
        assert browser.post("/v1/traces", data=body, headers={"Content-Encoding": encoding}).status_code == 400
    assert store.listed() == []
    assert browser.get("/traces/unknown").status_code == 404
    assert "Такой трассы здесь нет" in browser.get("/?id=unknown").get_data(as_text=True)


def test_the_number_of_an_error_page_finds_the_trace(store: Store, browser: FlaskClient) -> None:
    store.add([span(1, attributes={"cabinet.request_id": "incident-1"})])
    assert browser.get("/?id=incident-1").location.endswith(f"/traces/{1:032x}")


def test_the_newest_are_kept(store: Store) -> None:
    store.add([span(1, trace) for trace in range(1, 31)])
    assert [one.trace for one in store.listed()] == [f"{trace:032x}" for trace in range(30, 20, -1)]


def test_a_list_tells_failures_and_searches_them(store: Store) -> None:
    store.add([span(1, 1), span(2, 1, 1, service="auth", failed=True), span(1, 2)])
    [failed] = store.listed(failed=True)
    assert (failed.trace, failed.spans, failed.failures, failed.service) == (f"{1:032x}", 2, 1, "gateway")
    assert [one.trace for one in store.listed("auth")] == [f"{1:032x}"]


def test_a_waterfall_is_the_tree_in_order_of_time() -> None:
    found = rows([span(3, parent=1), span(1), span(2, parent=1), span(4, parent=3), span(5, parent=99)])
    assert [(int(row.span.id, 16), row.depth) for row in found] == [(1, 0), (2, 1), (3, 1), (4, 2), (5, 0)]
    assert [row.left for row in found] == [0, 200, 400, 600, 800]
    assert {row.width for row in found} == {200}
