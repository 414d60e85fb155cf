"""The page docs/rpc.md: all RPC methods and events, from the contracts."""

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from contracts.access import ACCESS
from contracts.flows import CONSUMERS
from contracts.methods import Access
from contracts.partners import OFFERED
from contracts.roles import ACCOUNTANTS, ADMINISTRATORS, CUSTOMER, EVERYONE, STAFF, SYSTEM
from contracts.services import PROTOCOLS
from contracts.wire import Event
from deploy.launcher.host.paths import ROOT

PAGE = ROOT / "docs" / "rpc.md"
HEAD = """# RPC methods and events

What the services answer and what they publish. `./cabinet docs` writes this page from `contracts/`; how a call and an
event travel is in [chassis/README.md](../chassis/README.md). Beside the refusals of its row every method may answer
`bad_request`, `forbidden`, `not_confirmed`, `account_not_found`, `idempotency_conflict`, `deadline`, `unavailable` and
`internal`.

*Who may call*: `system` is our own processes. "own" names the field with the account that a customer must have linked;
"token" is the scope of an API token that may call, without it none may; "password" means that the current password must
come along.
"""
WORDS = {EVERYONE: "everyone", STAFF: "staff", ACCOUNTANTS: "accountants", ADMINISTRATORS: "administrators"}


def page() -> str:
    """The page's text."""
    return HEAD + "".join(_service(name, protocol) for name, protocol in PROTOCOLS.items()) + _events()


def _service(name: str, protocol: type) -> str:
    rows = "\n".join(_method(method, function, ACCESS[name][method]) for method, function in _methods(protocol))
    return f"\n## {name}\n\n| method | request | answer | refuses | who may call |\n|---|---|---|---|---|\n{rows}\n"


def _methods(protocol: type) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The protocol's own methods first, then those that several services share."""
    for base in protocol.__mro__:
        yield from ((name, member) for name, member in vars(base).items() if hasattr(member, "__refusals__"))


def _method(name: str, function: Callable[..., Any], access: Access) -> str:
    signature = inspect.signature(function)
    request, answer = signature.parameters["request"].annotation, signature.return_annotation
    refusals = ", ".join(f"`{code}`" for code in function.__refusals__) or "—"  # type: ignore[attr-defined]
    return f"| `{name}` | {_shown(request)} | {_shown(answer)} | {refusals} | {_callers(access)} |"


def _shown(kind: type) -> str:
    return "—" if kind.__name__ == "Nothing" else f"`{kind.__module__.removeprefix('contracts.')}.{kind.__name__}`"


def _callers(access: Access) -> str:
    return "; ".join([_roles(access.roles), *_conditions(access)])


def _roles(roles: frozenset[str]) -> str:
    if roles == EVERYONE:
        return WORDS[EVERYONE]
    staff = roles & STAFF
    named = [role for role in (CUSTOMER, SYSTEM) if role in roles]
    return ", ".join([*named[:1], *([WORDS[staff]] if staff else []), *named[1:]])


def _conditions(access: Access) -> Iterator[str]:
    if access.owns:
        yield f"own `{access.owns}`" + (f", in each of `{access.parts}` too" if access.parts else "")
    if access.scope:
        yield f"token `{access.scope}`"
    if access.confirmed:
        yield "password"


def _events() -> str:
    offered = {event.OF: event.NAME for event in OFFERED.values()}
    ordered = sorted(CONSUMERS, key=lambda event: event.TYPE)
    rows = "\n".join(_event(event, offered.get(event)) for event in ordered)
    head = "| event | message | consumers | for partners |\n|---|---|---|---|"
    return f"\n## Events\n\nThe part before the first dot is the publisher.\n\n{head}\n{rows}\n"


def _event(event: type[Event], partner_name: str | None) -> str:
    consumers = ", ".join(CONSUMERS[event])
    return f"| `{event.TYPE}` | {_shown(event)} | {consumers} | {f'`{partner_name}`' if partner_name else '—'} |"
