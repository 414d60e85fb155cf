"""The customer's mailbox, through the mailbox page's own JSON."""

import re
from typing import Any

import requests

from deploy.simulators.demo.waiting import eventually


class Mailbox:
    def __init__(self, base: str, verify: bool = True) -> None:
        self._base, self._verify = base, verify

    def letters(self, address: str) -> list[dict[str, Any]]:
        """Letters to the address, newest first."""
        answer = requests.get(f"{self._base}/api/messages", params={"to": address}, timeout=10, verify=self._verify)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    def wait(self, address: str, subject: str) -> dict[str, Any]:
        """The newest letter whose subject contains the words."""

        def matching() -> list[dict[str, Any]]:
            return [letter for letter in self.letters(address) if subject.lower() in letter["subject"].lower()]

        return eventually(matching, bool, f"a letter «{subject}» to {address}")[0]


def link(letter: dict[str, Any], part: str) -> str:
    """The first address in the letter's text that contains `part`."""
    found = re.search(rf"https?://\S*{re.escape(part)}\S*", letter["text"])
    if not found:
        raise RuntimeError(f"the letter «{letter['subject']}» has no link with {part}")
    return found[0].rstrip(".,)>")
