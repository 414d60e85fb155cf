"""Where letters lie: in memory, and in a folder as well when one is given, so that they outlive a restart."""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from deploy.simulators.mailbox.letters import Letter, arrived

CAP = 2000
"""Letters kept; the oldest go first."""


class Store:
    """Safe for several threads: SMTP writes, the page reads."""

    def __init__(self, folder: Path | None = None, cap: int = CAP) -> None:
        self._folder, self._cap = folder, cap
        self._letters: OrderedDict[str, Letter] = OrderedDict()
        self._lock = threading.Lock()
        self._last = 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            for letter in _kept(folder):
                self._letters[letter.id] = letter
                self._last = max(self._last, int(letter.id))

    def add(self, sender: str, recipients: list[str], raw: bytes) -> Letter:
        with self._lock:
            self._last += 1
            letter = arrived(self._last, sender, recipients, raw)
            self._letters[letter.id] = letter
            self._write(letter)
            while len(self._letters) > self._cap:
                self._erase(self._letters.popitem(last=False)[1])
        return letter

    def newest_first(self, recipient: str | None = None) -> list[Letter]:
        """All letters, or those to one address; the case of an address does not matter."""
        with self._lock:
            letters = list(reversed(self._letters.values()))
        if recipient is None:
            return letters
        wanted = recipient.casefold()
        return [letter for letter in letters if any(wanted == one.casefold() for one in letter.recipients)]

    def find(self, letter_id: str) -> Letter | None:
        with self._lock:
            return self._letters.get(letter_id)

    def clear(self) -> None:
        with self._lock:
            for letter in self._letters.values():
                self._erase(letter)
            self._letters.clear()

    def _write(self, letter: Letter) -> None:
        if self._folder is not None:
            envelope = {"at": letter.at.isoformat(), "sender": letter.sender, "recipients": letter.recipients}
            (self._folder / f"{letter.id}.json").write_text(json.dumps(envelope), encoding="utf-8")
            (self._folder / f"{letter.id}.eml").write_bytes(letter.raw)

    def _erase(self, letter: Letter) -> None:
        if self._folder is not None:
            (self._folder / f"{letter.id}.eml").unlink(missing_ok=True)
            (self._folder / f"{letter.id}.json").unlink(missing_ok=True)


def _kept(folder: Path) -> Iterator[Letter]:
    """The letters in a folder, oldest first; a half-written one is passed over."""
    for path in sorted(folder.glob("*.eml")):
        with suppress(OSError, ValueError, KeyError):
            envelope = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
            at = datetime.fromisoformat(envelope["at"])
            yield Letter(path.stem, at, envelope["sender"], tuple(envelope["recipients"]), path.read_bytes())
