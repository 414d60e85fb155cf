"""The SMTP client: one connection for a batch, and what the server's replies mean."""

import smtplib
import ssl
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import unquote, urlsplit

from services.notifications.sending.replies import Stage, cause_of


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for the server: addresses of the envelope, and the content with its headers."""

    sender: str
    recipient: str
    content: bytes


class Refused(Exception):
    """The server refused the letter permanently; `address`: because of its recipient."""

    def __init__(self, reason: str, address: bool) -> None:
        super().__init__(reason)
        self.address = address


class Unwelcome(Exception):
    """The server refuses us rather than this letter: our address, our rights, our reputation, our quota."""


class NotNow(Exception):
    """The server refused this letter for now; it accepts others."""


class Unreachable(Exception):
    """The server does not work at the moment; no other letter need be tried."""


class MailServer:
    """Connects with the first letter. `with MailServer(url, seconds, greeting) as server: server.send(letter)`.

    `greeting` is our name in EHLO; smtplib would ask DNS for it."""

    def __init__(self, url: str, seconds: float, greeting: str) -> None:
        self._address, self._seconds, self._greeting = urlsplit(url), seconds, greeting
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> "MailServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._drop()

    def send(self, letter: Outgoing) -> None:
        """Returns when the server has accepted the letter; raises Refused, Unwelcome, NotNow or Unreachable.

        A connection that breaks after DATA leaves open whether the letter was accepted: it is sent again with the same
        Message-ID (at most a duplicate, never a loss).
        """
        smtp = self._connected()
        try:
            smtp.sendmail(letter.sender, [letter.recipient], letter.content)
        except smtplib.SMTPRecipientsRefused as refused:
            self._reset(smtp)
            code, text = next(iter(refused.recipients.values()))
            raise _classified(code, text, "recipient") from None
        except smtplib.SMTPSenderRefused as refused:
            self._reset(smtp)
            raise _classified(refused.smtp_code, refused.smtp_error, "sender") from None
        except smtplib.SMTPDataError as refused:
            self._reset(smtp)
            raise _classified(refused.smtp_code, refused.smtp_error, "content") from None
        except TimeoutError as slow:
            self._drop()  # the next letter would wait as long
            raise Unreachable(_reason(slow)) from None
        except (smtplib.SMTPException, OSError) as broken:
            self._drop()
            raise NotNow(_reason(broken)) from None

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except (smtplib.SMTPException, OSError) as broken:
                raise Unreachable(_reason(broken)) from None
        return self._smtp

    def _connect(self) -> smtplib.SMTP:
        address, tls = self._address, ssl.create_default_context()
        host = address.hostname or ""
        if address.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                host, address.port or 465, self._greeting, timeout=self._seconds, context=tls
            )
        else:
            smtp = smtplib.SMTP(host, address.port or 25, self._greeting, timeout=self._seconds)
        if address.scheme == "smtp+starttls":
            smtp.starttls(context=tls)
        if address.username:
            smtp.login(unquote(address.username), unquote(address.password or ""))
        return smtp

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        smtp, self._smtp = self._smtp, None
        if smtp is None:
            return
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            smtp.close()


def _classified(code: int, text: bytes | str, stage: Stage) -> Exception:
    words = _words(code, text)
    if code == 421:  # the server closes the connection
        return Unreachable(words)
    cause = cause_of(code, words.removeprefix(str(code)), stage)
    if cause in ("address", "letter"):
        return Refused(words, cause == "address")
    return Unwelcome(words) if cause == "us" else NotNow(words)


def _words(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(f"{code} {said}".split())[:300]


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"[:300]
