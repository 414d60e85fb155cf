"""Traces cost nothing where none are wanted, and travel as W3C Trace Context says."""

import subprocess
import sys

import pytest

from chassis.context import TRACEPARENT, Context, from_headers, trace_headers, trace_of
from chassis.database.spans import summary
from chassis.telemetry import traces
from chassis.telemetry.traces import Kind
from deploy.launcher.host.paths import ROOT

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
pytestmark = pytest.mark.req("O1")


def test_without_an_endpoint_no_library_is_loaded() -> None:
    modules = "chassis.rpc.client, chassis.events.relay, chassis.database.sessions, gateway.app"
    program = f"import sys, {modules}; sys.exit(any(name.startswith('opentelemetry') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def test_without_an_endpoint_a_span_is_one_object_that_changes_nothing() -> None:
    here = Context()
    with traces.span("a", Kind.CLIENT) as one, traces.span("b", Kind.SERVER, {"x": 1}) as other:
        assert one is other
        assert one.within(here) is here


def test_what_came_goes_on() -> None:
    given = f"00-{TRACE}-{SPAN}-00"
    assert trace_headers(from_headers({TRACEPARENT: given}))[TRACEPARENT] == given


def test_a_trace_that_begins_here_has_a_span_that_is_not_zero() -> None:
    assert trace_of(Context().traceparent)["span_id"].strip("0")


@pytest.mark.parametrize(
    ("given", "sampled"),
    [
        (f"00-{TRACE}-{SPAN}-01", True),
        (f"00-{TRACE}-{SPAN}-02", False),
        (f"01-{TRACE}-{SPAN}-03-of-a-later-version", True),
    ],
)
def test_a_traceparent_is_read(given: str, sampled: bool) -> None:
    assert trace_of(given) == {"trace_id": TRACE, "span_id": SPAN, "sampled": sampled}


@pytest.mark.parametrize(
    "given",
    [
        None,
        7,
        "",
        TRACE,
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\n",
        f"00-{TRACE}-{SPAN}-0x",
    ],
)
def test_what_is_none_is_not_taken(given: object) -> None:
    assert trace_of(given) == {}


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("select 1", "SELECT"),
        ("SELECT a.b\nFROM accounts a JOIN x ON true", "SELECT accounts"),
        ("insert into outbox (id) values (%(id)s)", "INSERT outbox"),
        ("\n  update only payments set state = %(state)s", "UPDATE payments"),
        ("", "?"),
    ],
)
def test_statements_have_a_short_name(statement: str, said: str) -> None:
    assert summary(statement) == said
