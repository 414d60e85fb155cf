"""Letters a second through the whole sender (claim, compose, SMTP, settle) to the mailbox in a process of its own,
against smtplib alone with the same messages over one connection: without a file, and with a bill's PDF."""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection
from unittest.mock import patch

from chassis.clock import Clock
from chassis.database.sessions import Database
from contracts.printer import BillPrint
from contracts.wire import Document
from deploy.launcher.host.paths import ROOT
from deploy.launcher.host.ports import Ports
from services.notifications.letter_kinds.catalogue import KINDS
from services.notifications.letters.queue import Draft, write_all
from services.notifications.sending.send import Sender
from services.notifications.settings import NotificationsSettings
from tests.bench.table import Row
from tests.support.server_pool import Databases

MANY, PDF_BYTES = 300, 40 * 1024
"""A printed bill is about so large."""
SETTINGS = {"SMTP_URL": "smtp://127.0.0.1:1", "MAIL_FROM": "kabinet@example.ru", "PUBLIC_URL": "https://svet.kaluga.ru"}


class Printer:
    """The same file for every bill: what the printer costs is measured in `bill_pdf`."""

    document = Document(
        file_name="2026-10.pdf", media_type="application/pdf", content=b64encode(os.urandom(PDF_BYTES)).decode()
    )

    def print_bill(self, request: BillPrint) -> Document:
        return self.document


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as home, patch.dict(os.environ, SETTINGS), _mailbox(Path(home)) as port:
        databases = Databases(Path(home))
        try:
            database = Database(databases("notifications").url)
            settings = NotificationsSettings(
                amqp_url="amqp://x",
                database_url="postgresql+psycopg://x",
                smtp_url=f"smtp://127.0.0.1:{port}",
                mail_from=SETTINGS["MAIL_FROM"],
                letter_keys="a-key-of-the-letters-long-enough",
                public_url=SETTINGS["PUBLIC_URL"],
                bulk_letters_a_minute=1_000_000,
            )
            sender = Sender(database, Printer(), Clock(), settings)  # type: ignore[arg-type]
            found = [_row(sender, port, "receipt"), _row(sender, port, "bill")]
            database.engine.dispose()
        finally:
            databases.close()
        return found


def _row(sender: Sender, port: int, kind: str) -> Row:
    bill = {"account_number": "180111111", "period": "2026-10", "revision": 1} if kind == "bill" else None
    content = KINDS[kind].sample()
    drafts = [
        Draft(
            kind=kind,
            key=str(n),
            email=f"reader{n}@example.ru",
            content=content,
            account_number="180111111",
            bill=bill,
        )
        for n in range(MANY)
    ]
    with sender.database.transaction() as session:
        write_all(session, drafts, sender.clock.now(), "example.ru")
    sent: list[tuple[str, list[str], bytes]] = []
    handed_over = smtplib.SMTP.sendmail

    def note(smtp: smtplib.SMTP, sender: str, recipients: list[str], content: bytes) -> object:
        sent.append((sender, recipients, content))
        return handed_over(smtp, sender, recipients, content)

    with patch.object(smtplib.SMTP, "sendmail", note):
        begun = time.perf_counter()
        if sender.send_due() != MANY:
            raise RuntimeError("not every letter was sent")
        ours = MANY / (time.perf_counter() - begun)
    begun = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, "example.ru") as plain:
        for letter in sent:
            plain.sendmail(*letter)
    theirs = MANY / (time.perf_counter() - begun)
    subject = "letters a second, one replica" + (", with a 40 KiB PDF" if bill else "")
    return Row(subject, f"{ours:.0f}/s", "smtplib, ready messages", f"{theirs:.0f}/s", ours / theirs)


@contextmanager
def _mailbox(home: Path) -> Iterator[int]:
    """The mail server of the demo, as a process of its own."""
    ports = Ports(home / "ports.json")
    smtp, http = ports["smtp"], ports["mailbox"]
    options = ("--smtp-port", str(smtp), "--http-port", str(http), "--store", str(home / "letters"))
    with subprocess.Popen([sys.executable, "-m", "deploy.simulators.mailbox", *options], cwd=ROOT) as process:
        try:
            _wait(smtp)
            yield smtp
        finally:
            process.terminate()


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the mailbox does not start")
