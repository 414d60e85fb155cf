"""What an operator of the system, or a mail server's pipe, does with notifications from the command line."""

import sys
from argparse import ArgumentParser
from collections import Counter

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.settings import load
from chassis.telemetry import logs
from services.notifications.bounces.record import TAKEN, TEMPORARY, UNKNOWN, take
from services.notifications.bounces.report import read
from services.notifications.bounces.sources import each
from services.notifications.settings import NotificationsSettings

WORDS = {
    TAKEN: "letters counted as returned",
    TEMPORARY: "reports of a delay or of success",
    UNKNOWN: "reports about letters that are not ours",
    "other": "messages that are no report",
}
TEMPORARY_FAILURE = 75
"""EX_TEMPFAIL of sysexits: a mail server keeps the report and tries again."""


def main(arguments: list[str]) -> int:
    """`bounces FILE|MAILDIR|-...`; the exit status."""
    parser = ArgumentParser(prog="bounces", description="take delivery status notifications (RFC 3464)")
    parser.add_argument("command", choices=("bounces",))
    parser.add_argument("sources", nargs="+", metavar="FILE", help="a message, an mbox, a Maildir, or - for stdin")
    asked = parser.parse_args(arguments)
    settings = load(NotificationsSettings)
    logs.configure("notifications", settings.log_level)
    try:
        told = take_all(Database(settings.database_url), asked.sources, Clock())
    except (OSError, ValueError) as wrong:
        print(f"bounces: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    except Exception as away:  # of the database: nothing of the message at hand was kept
        print(f"bounces: {type(away).__name__}, try again", file=sys.stderr)  # noqa: T201
        return TEMPORARY_FAILURE
    for outcome, words in WORDS.items():
        if told[outcome]:
            print(f"{told[outcome]} {words}")  # noqa: T201
    return 0


def take_all(database: Database, sources: list[str], clock: Clock) -> Counter[str]:
    """Each message in a transaction of its own; how many had which outcome."""
    told: Counter[str] = Counter()

    def handle(content: bytes) -> None:
        with database.transaction() as session:
            outcomes = [take(session, one, clock) for one in read(content)]
        told.update(outcomes or ["other"])

    for source in sources:
        each(source, handle)
    return told
