"""`./cabinet partner list | add NAME --events A,B | change NAME --events A | rotate NAME | remove NAME | replay NAME
--since DAY`: who outside may hear which facts (docs/partners.md)."""

import argparse
from datetime import date, datetime
from urllib.parse import urlsplit

from chassis.clock import MOSCOW
from deploy.local.paths import HOME
from deploy.local.progress import Progress, SetupError
from deploy.local.system import System, locate
from deploy.partners.office import Office
from deploy.partners.register import Register
from deploy.partners.replay import replay


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=["list", "add", "change", "rotate", "remove", "replay"])
    parser.add_argument("name", nargs="?", default="", help="of the partner: small Latin letters, digits, hyphens")
    parser.add_argument("--events", default="", help="names of contracts/partners.py, with commas between them")
    parser.add_argument("--since", type=date.fromisoformat, help="a day of the Moscow calendar, as 2026-11-01")


def run(given: argparse.Namespace) -> int:
    found = locate(Progress())
    office = _office(found)
    events = [name for name in given.events.split(",") if name]
    if given.action == "list":
        for partner in office.register.read().values():
            print(f"{partner.name}  since {partner.since}  {', '.join(partner.events)}")
    elif given.action == "add":
        _tell(office, found, given.name, office.add(given.name, events, datetime.now(MOSCOW).date()))
    elif given.action == "change":
        office.change(given.name, events)
    elif given.action == "rotate":
        _tell(office, found, given.name, office.rotate(given.name))
    elif given.action == "remove":
        office.remove(given.name)
        print(f"{given.name} hears nothing any more")
    else:
        print(f"{_replay(office, found, given)} events told again")
    return 0


def _office(found: System) -> Office:
    if found.rabbit.admin is None:
        raise SetupError("this broker may not be administered from here: AMQP_URL must be an administrator's")
    return Office(found.rabbit.admin, found.vhost, found.keys, Register(HOME / "partners.json"))


def _tell(office: Office, found: System, name: str, password: str) -> None:
    at = urlsplit(found.rabbit.url)
    broker = f"{at.scheme}://{at.hostname}:{at.port or 5672}"
    print(f"Give this to {name} by a safe way; it is not shown again:\n  {office.address(name, password, broker)}")


def _replay(office: Office, found: System, given: argparse.Namespace) -> int:
    if given.since is None:
        raise SetupError("say from which day: --since 2026-11-01")
    partner = office.known(given.name)
    found.prepare_databases()
    urls = {service: base.url for service, base in found.bases.items()}
    try:
        return replay(urls, found.broker_url("partners"), partner, given.since)
    except ConnectionError as stopped:
        raise SetupError(str(stopped)) from None
