"""Command line of delivery reports, for an operator, cron or a mail server's pipe."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter

from chassis.clock import Clock
from chassis.database.sessions import Database
from services.notifications.bounces.record import TAKEN, TEMPORARY, UNKNOWN, record_report
from services.notifications.bounces.report import parse
from services.notifications.bounces.sources import for_each_message
from services.notifications.settings import NotificationsSettings

WORDS = {
    TAKEN: "letters counted as returned",
    TEMPORARY: "reports of a delay or of success",
    UNKNOWN: "reports about letters that are not ours",
    "other": "messages that are no report",
}
TEMPORARY_FAILURE = 75
"""EX_TEMPFAIL of sysexits: the mail server keeps the report and retries."""


def bounces_arguments(parser: ArgumentParser) -> None:
    """`bounces FILE|MAILDIR|-...`."""
    parser.add_argument("sources", nargs="+", metavar="FILE", help="a message, an mbox, a Maildir, or - for stdin")
    parser.set_defaults(command=_record)


def _record(settings: NotificationsSettings, asked: Namespace) -> int:
    try:
        counts = take_all(Database(settings.database_url), asked.sources, Clock())
    except (OSError, ValueError) as wrong:
        print(f"bounces: {wrong}", file=sys.stderr)  # noqa: T201
        return 1
    except Exception as away:  # of the database: nothing of the current message was stored
        print(f"bounces: {type(away).__name__}, message not recorded, try again", file=sys.stderr)  # noqa: T201
        return TEMPORARY_FAILURE
    for outcome, words in WORDS.items():
        if counts[outcome]:
            print(f"{counts[outcome]} {words}")  # noqa: T201
    return 0


def take_all(database: Database, sources: list[str], clock: Clock) -> Counter[str]:
    """Record each message in its own transaction; returns the number of reports by outcome."""
    counts: Counter[str] = Counter()

    def handle(content: bytes) -> None:
        with database.transaction() as session:
            outcomes = [record_report(session, one, clock) for one in parse(content)]
        counts.update(outcomes or ["other"])

    for source in sources:
        for_each_message(source, handle)
    return counts
