"""Reads the logs of a whole run for what must never be there: secrets, and personal data beyond the account number."""

import re
from pathlib import Path

from deploy.simulators.bank_sandbox.cards import CLASSIC, ECOM

STAND_INS = ("cabinet", "bank-sandbox", "mailbox")
"""They play the world outside, tell the test cards and know nothing of our rules."""
BROKERS_FILES = r"(?<![\w.+-])cabinet\d*@localhost\w*\.log\b"
"""A file of the broker's node, which its banner names: no address, though it looks like one."""
KINDS = {
    "an e-mail address": re.compile(rf"(?!{BROKERS_FILES})(?<![\w.+-])[\w.+-]+@[\w-]+\.[a-z]{{2,}}"),
    "a telephone number": re.compile(r"(?<![\w.-])(?:\+7|8)[ (-]{0,2}9\d{2}[ )-]{0,2}\d{3}[ -]?\d{2}[ -]?\d{2}(?!\w)"),
    "a card number": re.compile("|".join(re.escape(card.pan) for card in (*ECOM, *CLASSIC))),
    "an API token": re.compile(r"\bcab_[\w-]{20,}"),
    "a hash of a password": re.compile(r"\$argon2"),
    "a one-time link": re.compile(r"[?&]token=[\w-]{8,}"),
    "the credentials of an address": re.compile(r"(?:postgresql|amqps?|smtp)[\w+]*://[^/\s:@\"]+:[^/\s@\"]+@"),
    "a name of a person": re.compile(r"\b[А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+ [А-ЯЁ][а-яё]+(?:вич|вна|ична)\b"),
}


def leaks(folder: Path, said: tuple[str, ...] = ()) -> list[str]:
    """What was found, by log and kind, without repeating it; `said` are words that the test itself has typed."""
    wanted = KINDS | {"what somebody typed": re.compile("|".join(map(re.escape, said)) or r"(?!)")}
    logs = [log for log in sorted(folder.glob("*.log*")) if log.stem not in STAND_INS]
    assert logs, f"no logs in {folder}"
    return [
        f"{log.name} has {kind}: {match[0][:3]}… ({_event(text, match.start())})"
        for log in logs
        for text in [log.read_text(encoding="utf-8", errors="replace")]
        for kind, pattern in wanted.items()
        for match in list(pattern.finditer(text))[:3]
    ]


def _event(text: str, place: int) -> str:
    """The beginning of the line in which it stands: which message of ours it is."""
    return text[text.rfind("\n", 0, place) + 1 :][:80]
