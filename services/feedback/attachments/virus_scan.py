"""Scans files by clamd before anything is stored (INSTREAM of clamd's protocol).

Fails closed: a file that could not be scanned is refused, with the advice to try again; so is every file where there is
no scanner, unless the settings say that unscanned ones are taken.
"""

import base64
import binascii
import logging
import socket
import struct
from collections.abc import Sequence
from urllib.parse import urlsplit

from chassis.errors import Refusal
from contracts.feedback import NewFile
from services.feedback.attachments.names import clean_name
from services.feedback.settings import FeedbackSettings

log = logging.getLogger(__name__)
SECONDS = 8
CHUNK = 64 * 1024
MAX_ANSWER = 4096


def scan(settings: FeedbackSettings, files: Sequence[NewFile]) -> None:
    """Refuses with `file_refused`."""
    url = settings.clamd_url
    if url is None:
        if files and not settings.unscanned_files:
            log.error("there is no virus scanner, files are refused: set CLAMD_URL")
            raise Refusal("file_refused", "Файлы сейчас не принимаются: отправьте обращение без них.", "files.0")
        return
    for place, file in enumerate(files):
        name = clean_name(file.name)
        try:
            verdict = _ask(url, base64.b64decode(file.content, validate=True))
        except binascii.Error:
            continue  # refused as damaged afterwards
        except OSError as away:
            log.error("virus scanner unreachable, file refused: %s", type(away).__name__)
            raise Refusal("file_refused", f"Файл «{name}» сейчас нельзя проверить. {AGAIN}", f"files.{place}") from None
        if verdict.endswith("FOUND"):
            log.warning("virus found, file refused: %s", verdict)
            raise Refusal("file_refused", f"В файле «{name}» найдена вредоносная программа.", f"files.{place}")
        if not verdict.endswith("OK"):
            log.error("unexpected answer of the virus scanner, file refused: %s", verdict[:200])
            raise Refusal("file_refused", f"Файл «{name}» сейчас нельзя проверить. {AGAIN}", f"files.{place}")


AGAIN = "Повторите через несколько минут или отправьте обращение без файлов."


def _ask(url: str, content: bytes) -> str:
    with _connected(url) as clamd:
        clamd.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), CHUNK):
            chunk = content[start : start + CHUNK]
            clamd.sendall(struct.pack("!L", len(chunk)) + chunk)
        clamd.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < MAX_ANSWER and (more := clamd.recv(MAX_ANSWER)):
            answer += more
    return answer.split(b"\0")[0].decode("utf-8", "replace").strip()


def _connected(url: str) -> socket.socket:
    address = urlsplit(url)
    if address.scheme == "tcp":
        return socket.create_connection((address.hostname or "", address.port or 3310), timeout=SECONDS)
    clamd = socket.socket(socket.AF_UNIX)
    clamd.settimeout(SECONDS)
    clamd.connect(address.path)
    return clamd
