"""A member of the supplier's staff at the browser, with the credentials that the launcher has made."""

import json
from dataclasses import dataclass

import pyotp
from playwright.sync_api import Browser, Page, expect

from tests.support.running_portal import RunningPortal


@dataclass
class Member:
    """`page` is a window of its own; nothing of a customer's is in it."""

    page: Page

    @classmethod
    def sign_in(cls, browser: Browser, portal: RunningPortal, role: str) -> "Member":
        members = json.loads((portal.home / "secrets" / "staff.json").read_text(encoding="utf-8"))
        known = next(one for one in members if one["login"] == role)
        context = browser.new_context(base_url=portal.url, locale="ru-RU", timezone_id="Europe/Moscow")
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.goto("/staff")
        page.get_by_label("Логин").fill(role)
        page.get_by_label("Пароль").fill(known["password"])
        page.get_by_label("Одноразовый код").fill(pyotp.TOTP(known["totp"]).now())
        page.get_by_role("button", name="Войти").click()
        expect(page.get_by_role("heading", name="Сегодня", level=1)).to_be_visible()
        return cls(page)

    def find(self, text: str) -> None:
        """Through the desk's one field."""
        self.page.goto("/staff")
        self.page.get_by_label("Кого или что найти").fill(text)
        self.page.get_by_role("button", name="Найти").click()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()
