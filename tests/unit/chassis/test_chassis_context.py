"""What travels with a message comes out as it went in, and nonsense makes nobody important."""

import pytest

from chassis.context import CALLER, DEADLINE, NOBODY, TRACEPARENT, Caller, Context, from_headers, trace_headers


@pytest.mark.parametrize(
    "caller",
    [NOBODY, Caller("u", "customer", frozenset({"1"})), Caller("u", "customer", scopes=frozenset(), confirmed=True)],
)
def test_the_context_travels(caller: Caller) -> None:
    sent = Context(caller=caller, deadline=1_800_000_000.5)
    headers = trace_headers(sent) | {CALLER: caller.dump(), DEADLINE: 1_800_000_000_500}
    assert from_headers(headers) == sent


@pytest.mark.parametrize("text", ["", "nonsense", "null", "{}", "[]", '["u","administrator"]', 5, None, b"x"])
def test_an_unreadable_caller_is_nobody(text: object) -> None:
    context = from_headers({CALLER: text, TRACEPARENT: "nonsense", DEADLINE: "soon"})
    assert (context.caller, context.deadline) == (NOBODY, None)
    assert len(context.trace_id) == 32
