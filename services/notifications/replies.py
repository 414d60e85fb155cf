"""What a refusal of a mail server is about: the address, the letter, ourselves, the server, or only this moment. Pure.

Sources: RFC 5321 4.2 (replies), RFC 3463 and 5248 (enhanced codes), RFC 7504 (a domain without mail). A basic code says
less than an enhanced one, so it decides only where there is none. When in doubt a refusal is about us: such a letter
waits and an alert calls somebody, while an address that is wrongly given up gets nothing any more.
"""

import re
from typing import Literal

Cause = Literal["address", "letter", "us", "server", "now"]
Stage = Literal["sender", "recipient", "content"]
"""The command that was refused: MAIL FROM, RCPT TO, or DATA."""

_ENHANCED = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS = frozenset({(1, 0), (1, 1), (1, 2), (1, 3), (1, 4), (1, 6), (1, 9), (1, 10), (2, 0), (2, 1), (4, 4)})
"""Addressing status of the recipient, a disabled mailbox, a domain without a host. 5.1.7 and 5.1.8 blame the sender."""
_LETTER = frozenset({(2, 3), (3, 4)})
"""Longer than the mailbox or the system takes; 5.6.x, media that are not supported, is so too."""
_NOW = frozenset({(2, 2), (4, 1), (4, 2), (4, 3), (5, 3)})
"""A full mailbox, congestion: gone after a while though the code says never."""
_TEMPORARY = re.compile(r"\b4\.(\d{1,3})\.(\d{1,3})\b")
_US_FOR_NOW = frozenset({(7, detail) for detail in (8, 9, 20, 21, 22, 23, 24, 25, 26, 27, 29)})
"""RFC 7372 and 8616: SPF, DKIM, DMARC, a name without reverse record; RFC 4954: our password. Somebody must mend it."""
_GREYLISTED = re.compile(r"gr[ea]y", re.IGNORECASE)
_RATE = re.compile(
    r"rate|limit|too many|too much|quota|overload|busy|throttl|frequen|storage|space|часто|много", re.IGNORECASE
)
_ABOUT_US = re.compile(
    r"relay|spam|block|black|deny|denied|policy|spf|dkim|dmarc|quota|limit|rate|auth|logged|sender|reputation|"
    r"client host|reverse|rdns|ptr|helo|ehlo|tls|доступ|спам",
    re.IGNORECASE,
)
_ABOUT_MAILBOX = re.compile(
    r"user|mailbox|recipient|address|account|no such|unknown|ящик|получател|адрес", re.IGNORECASE
)
_NOBODY = re.compile(
    r"(no such|unknown|invalid) (user|mailbox|recipient)|"
    r"(user|mailbox|recipient)( is)? (unknown|not found|does not exist)",
    re.IGNORECASE,
)
"""Mail services of Russia say it with 5.7.1, too: «550 5.7.1 No such user!»."""
_TOO_LARGE = re.compile(r"size|too (big|large)|exceed", re.IGNORECASE)


def cause_of(code: int, text: str, stage: Stage) -> Cause:
    """Returns what the reply of the server is about; `text` is what follows the code."""
    if not 500 <= code < 600:
        return _for_now(text)
    if enhanced := _ENHANCED.search(text):
        subject, detail = int(enhanced[1]), int(enhanced[2])
        if subject == 7 and stage == "recipient" and _NOBODY.search(text) and not _ABOUT_US.search(text):
            return "address"
        if subject or detail:
            return _of_enhanced(subject, detail)
    return _of_basic(code, text, stage)


def _for_now(text: str) -> Cause:
    """A temporary refusal: of this letter, or of any that we would send now."""
    enhanced = _TEMPORARY.search(text)
    kind = (int(enhanced[1]), int(enhanced[2])) if enhanced else (0, 0)
    if kind in _US_FOR_NOW:
        return "us"
    if kind[0] == 2 or _GREYLISTED.search(text):  # a mailbox; a first attempt that must be repeated
        return "now"
    return "server" if kind[0] == 3 or _RATE.search(text) else "now"


def _of_enhanced(subject: int, detail: int) -> Cause:
    if (subject, detail) in _ADDRESS:
        return "address"
    if (subject, detail) in _LETTER or subject == 6:
        return "letter"
    return "now" if (subject, detail) in _NOW else "us"


def _of_basic(code: int, text: str, stage: Stage) -> Cause:
    if code == 552:
        return "letter" if stage != "recipient" or _TOO_LARGE.search(text) else "now"
    if stage == "sender" or _ABOUT_US.search(text):
        return "us"
    if code == 556:  # RFC 7504: the domain takes no mail at all
        return "address"
    if code in (550, 551, 553) and (stage == "recipient" or _ABOUT_MAILBOX.search(text)):
        return "address"
    return "us"
