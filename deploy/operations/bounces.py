"""`./cabinet bounces FILE|MAILDIR|-...`: take reports of letters that came back (RFC 3464) and mark wrong addresses.

For a mail server's pipe, such as `bounces: "|/opt/cabinet/cabinet bounces -"` in /etc/aliases, or a Maildir that cron
reads now and then. RETURN_PATH is the address to which the reports come.
"""

import argparse

from deploy.launcher.host.become import become
from deploy.launcher.host.progress import Progress
from deploy.launcher.processes import WORKERS
from deploy.launcher.system import locate


def run(given: argparse.Namespace) -> int:
    found = locate(Progress())
    found.prepare_databases()
    notifications = next(process for process in WORKERS if process.name == "notifications")
    return become("services.notifications", ["bounces", *given.sources], found.environment(notifications))
