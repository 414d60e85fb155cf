"""What `./cabinet partner` takes and does, for a portal on one machine and for one in containers."""

import argparse
from collections.abc import Callable
from datetime import date, datetime

from deploy.local.progress import SetupError
from deploy.partners.office import Office
from deploy.partners.register import Partner
from deploy.partners.trail import recorded
from wording.moscow import MOSCOW

Replay = Callable[[Partner, date], int]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "add", "change", "rotate", "remove", "replay"])
    parser.add_argument("name", nargs="?", default="", help="of the partner: small Latin letters, digits, hyphens")
    parser.add_argument("--events", default="", help="names of contracts/partners.py, with commas between them")
    parser.add_argument("--since", type=date.fromisoformat, help="a day of the Moscow calendar, as 2026-11-01")


def act(given: argparse.Namespace, office: Office, broker: str, replay: Replay, trail: str) -> None:
    """Do it, on record in auth's database `trail`, and say so. Raises SetupError with the remedy.

    `broker` is scheme, host and port for the partner.
    """
    since = given.since.isoformat() if given.since else ""
    with recorded(trail, given.action, given.name, events=given.events, since=since):
        _act(given, office, broker, replay)


def _act(given: argparse.Namespace, office: Office, broker: str, replay: Replay) -> None:
    events = [name for name in given.events.split(",") if name]
    if given.action == "list":
        for partner in office.register.read().values():
            print(f"{partner.name}  since {partner.since}  {', '.join(partner.events)}")
    elif given.action == "add":
        _tell(office, broker, given.name, office.add(given.name, events, datetime.now(MOSCOW).date()))
    elif given.action == "rotate":
        _tell(office, broker, given.name, office.rotate(given.name))
    elif given.action == "change":
        office.change(given.name, events)
        print(f"{given.name} hears {', '.join(events)} from now on")
    elif given.action == "remove":
        office.remove(given.name)
        print(f"{given.name} hears nothing any more")
    else:
        print(f"{_again(office, given, replay)} events told again")


def _tell(office: Office, broker: str, name: str, password: str) -> None:
    print(f"Give this to {name} by a safe way; it is not shown again:\n  {office.address(name, password, broker)}")


def _again(office: Office, given: argparse.Namespace, replay: Replay) -> int:
    if given.since is None:
        raise SetupError("say from which day: --since 2026-11-01")
    try:
        return replay(office.known(given.name), given.since)
    except ConnectionError as stopped:
        raise SetupError(str(stopped)) from None
