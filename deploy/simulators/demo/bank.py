"""A person at the bank's page: fills in the card, types the code, is sent back to the portal."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

import requests


@dataclass(frozen=True, slots=True)
class Card:
    """A test card that the bank has published; `code` is what its 3-D Secure page asks."""

    pan: str
    expiry: str
    cvc: str
    code: str | None


CHALLENGED = Card("4006800900962514", "05/26", "941", "111111")


def pay(page: str, card: Card = CHALLENGED, verify: bool = True) -> str:
    """Pay on the bank's page; the answer is the address to which the bank sends the browser back."""
    browser = requests.Session()
    answer = browser.get(page, timeout=30, verify=verify)
    answer.raise_for_status()
    fields = {"pan": card.pan, "expiry": card.expiry, "cvc": card.cvc, "holder": "IVAN IVANOV"}
    answer = browser.post(_form(answer), data=fields, timeout=30, verify=verify, allow_redirects=False)
    if answer.status_code == 303 and card.code:
        answer = browser.get(urljoin(answer.url, answer.headers["Location"]), timeout=30, verify=verify)
        answer = browser.post(_form(answer), data={"code": card.code}, timeout=30, verify=verify, allow_redirects=False)
    if answer.status_code not in (302, 303):
        raise RuntimeError(f"the bank did not take the card: {answer.status_code} at {answer.url}")
    return urljoin(answer.url, answer.headers["Location"])


def _form(page: requests.Response) -> str:
    found = re.search(r'<form[^>]*\baction="([^"]*)"', page.text)
    if not found:
        raise RuntimeError(f"no form on the bank's page {page.url}")
    return urljoin(page.url, html.unescape(found[1]))
