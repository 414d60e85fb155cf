"""What `./cabinet partner` does, for a portal on one machine and for one in containers."""

import argparse
from collections.abc import Callable
from datetime import date, datetime

from services.partners_bridge.office import Office, PartnerError
from services.partners_bridge.registry import Partner
from services.partners_bridge.trail import recorded
from wording.moscow import MOSCOW

Replay = Callable[[Partner, date], int]


def act(given: argparse.Namespace, office: Office, broker: str, replay: Replay, trail: str) -> None:
    """Do it, on record in auth's database `trail`, and say so. Raises PartnerError with the remedy.

    `broker` is scheme, host and port for the partner.
    """
    since = given.since.isoformat() if given.since else ""
    with recorded(trail, given.action, given.name, events=given.events, since=since):
        print(_act(given, office, broker, replay))  # noqa: T201 - the command's answer


def _act(given: argparse.Namespace, office: Office, broker: str, replay: Replay) -> str:
    events = [name for name in given.events.split(",") if name]
    if given.action == "list":
        partners = office.registry.read().values()
        rows = (f"{partner.name}  since {partner.since}  {', '.join(partner.events)}" for partner in partners)
        return "\n".join(rows) or "No partners."
    if given.action == "add":
        return _access(office, broker, given.name, office.add(given.name, events, datetime.now(MOSCOW).date()))
    if given.action == "rotate":
        return _access(office, broker, given.name, office.rotate(given.name))
    if given.action == "change":
        office.change(given.name, events)
        return f"{given.name} receives {', '.join(events)} from now on"
    if given.action == "remove":
        office.remove(given.name)
        return f"{given.name} receives nothing any more"
    if given.action == "restore":
        unknown = office.restore()
        return f"`rotate` gives a new password to: {', '.join(unknown)}" if unknown else "Every partner has access."
    return f"{_again(office, given, replay)} events replayed"


def _access(office: Office, broker: str, name: str, password: str) -> str:
    return f"Give this to {name} by a safe way; it is not shown again:\n  {office.address(name, password, broker)}"


def _again(office: Office, given: argparse.Namespace, replay: Replay) -> int:
    if given.since is None:
        raise PartnerError("say from which day: --since 2026-11-01")
    try:
        return replay(office.known(given.name), given.since)
    except ConnectionError as stopped:
        raise PartnerError(str(stopped)) from None
