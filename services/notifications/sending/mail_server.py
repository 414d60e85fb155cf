"""The SMTP client: one connection for a batch, and what the server's replies mean."""

import smtplib
import ssl
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import unquote, urlsplit

from chassis.telemetry import traces
from chassis.telemetry.traces import Kind
from services.notifications.replies import Stage, cause_of

CLOSING = 421
"""With it the server ends the connection, whatever it answers."""


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


class ShutOut(Unwelcome):
    """The server lets us in with no letter: a password, a certificate, a blocklist. No other letter need be tried."""


class NotNow(Exception):
    """The server refused this letter for now; it accepts others."""


class Busy(Exception):
    """The server broke off or has no room or rate for now; when others end so as well, the rest need not be tried."""


class Unreachable(Exception):
    """The server does not work at the moment; no other letter need be tried."""


class _Closed(Exception):
    """The connection ended before the content went out; `meaning` is what that is on a new connection."""

    def __init__(self, meaning: Exception) -> None:
        super().__init__(str(meaning))
        self.meaning = meaning


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
        """Returns when the server has accepted the letter; raises Refused, Unwelcome, NotNow, Busy or Unreachable.

        Servers end connections after so many letters or seconds: then the letter is tried on a new one. A connection
        that breaks after DATA leaves open whether the letter was accepted: it is sent again later with the same
        Message-ID (at most a duplicate, never a loss).
        """
        server: traces.Attributes = {
            "network.protocol.name": self._address.scheme,
            "server.address": self._address.hostname or "",
            "server.port": self._address.port or 0,
        }
        with traces.span("send letter", Kind.CLIENT, server):
            self._send(letter)

    def _send(self, letter: Outgoing) -> None:
        used = self._smtp is not None
        try:
            self._hand_over(letter)
        except _Closed as closed:
            if not used:
                raise closed.meaning from None
            try:
                self._hand_over(letter)
            except _Closed as again:
                raise again.meaning from None

    def _hand_over(self, letter: Outgoing) -> None:
        smtp, stage = self._connected(), "sender"
        try:
            size = [f"size={len(letter.content)}"] if smtp.has_extn("size") else []
            self._judge(*smtp.mail(letter.sender, size), "sender")
            self._judge(*smtp.rcpt(letter.recipient), "recipient")
            stage = "content"
            self._judge(*smtp.data(letter.content), "content")
        except smtplib.SMTPDataError as refused:  # of the command; nothing of the letter has gone out
            self._judge(refused.smtp_code, refused.smtp_error, "content")
        except (smtplib.SMTPException, OSError) as broken:
            self._drop()
            if isinstance(broken, TimeoutError) or isinstance(broken.__context__, TimeoutError):
                raise Unreachable(_reason(broken)) from None  # the next letter would wait as long
            meaning = Busy(_reason(broken))
            raise (meaning if stage == "content" else _Closed(meaning)) from None

    def _judge(self, code: int, text: bytes | str, stage: Stage) -> None:
        """Nothing for a letter that goes on; else raises what the refusal means."""
        if 200 <= code < 300:
            return
        words = _words(code, text)
        if code == CLOSING:
            self._drop()
            raise Unreachable(words) if stage == "content" else _Closed(Unreachable(words))
        if self._smtp is not None:
            self._reset(self._smtp)
        raise _classified(code, words, stage)

    def _connected(self) -> smtplib.SMTP:
        if self._smtp is None:
            try:
                self._smtp = self._connect()
            except (ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError) as ours:
                raise ShutOut(_reason(ours)) from None
            except smtplib.SMTPResponseException as refused:
                permanent = 500 <= refused.smtp_code < 600
                raise (ShutOut if permanent else Unreachable)(_reason(refused)) from None
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
        smtp.ehlo_or_helo_if_needed()
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


def _classified(code: int, words: str, stage: Stage) -> Exception:
    match cause_of(code, words.removeprefix(str(code)), stage):
        case "address":
            return Refused(words, True)
        case "letter":
            return Refused(words, False)
        case "us":
            return Unwelcome(words)
        case "server":
            return Busy(words)
        case "now":
            return NotNow(words)


def _words(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return " ".join(f"{code} {said}".split())[:300]


def _reason(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _words(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"[:300]
