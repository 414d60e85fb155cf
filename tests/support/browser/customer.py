"""A person at the browser: what she does on the portal's pages, at the bank's and in her mailbox."""

import re
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from deploy.simulators.demo.bank import CHALLENGED, Card
from deploy.simulators.demo.mailbox import Mailbox, link

PASSWORD = "синий трамвай на мосту"
FIELD = {
    "one": "Текущие показания счетчика",
    "day": "Текущие показания счетчика (день)",
    "night": "Текущие показания счетчика (ночь)",
    "peak": "Текущие показания счетчика (пик)",
    "semi": "Текущие показания счетчика (полупик)",
}


@dataclass
class Customer:
    window: BrowserContext
    mailbox: Mailbox
    account: str
    email: str

    def __post_init__(self) -> None:
        self.page: Page = self.window.new_page()

    def register(self) -> None:
        """Registration, the letter, its link, the button behind it."""
        page = self.page
        page.goto("/registration")
        page.get_by_label("Номер лицевого счёта").fill(self.account)
        page.get_by_label("Пароль", exact=True).fill(PASSWORD)
        page.get_by_label("Пароль ещё раз").fill(PASSWORD)
        page.get_by_label("Адрес электронной почты").fill(self.email)
        page.get_by_role("checkbox", name=re.compile("согласие")).check()
        page.get_by_role("button", name="Зарегистрироваться").click()
        expect(page.get_by_role("heading", name="Вы зарегистрированы")).to_be_visible()
        page.goto(link(self.mailbox.wait(self.email, "актив"), "activ"))
        page.get_by_role("button", name="Активировать").click()

    def sign_in(self) -> None:
        self.page.goto("/")
        self.page.get_by_label("Номер лицевого счёта").fill(self.account)
        self.page.get_by_label("Пароль", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Войти в систему").click()
        expect(self.page.get_by_role("heading", name="Главная")).to_be_visible()

    def type_readings(self, more: int = 100) -> dict[str, str]:
        """Type readings into each field of the meter: the last ones and some kWh more."""
        typed = {}
        for zone, label in FIELD.items():
            field = self.page.get_by_label(label, exact=True)
            if field.count():
                before = re.search(r"(?:Прошлые|Уже передано): (\d+)", self.hint_of(label))
                digits = int(field.get_attribute("maxlength") or 5)
                typed[zone] = f"{(int(before[1]) if before else 0) + more:0{digits}d}"[-digits:]
                field.fill(typed[zone])
        return typed

    def hint_of(self, label: str) -> str:
        """The hint that belongs to a field."""
        ids = self.page.get_by_label(label, exact=True).get_attribute("aria-describedby") or ""
        return " ".join(self.page.locator(f"#{part}").inner_text() for part in ids.split())

    def pay(self, rubles: str, card: Card = CHALLENGED) -> None:
        """«Оплатить», the bank's page, the 3-D Secure code, and back."""
        self.page.get_by_label("Сумма к оплате").fill(rubles)
        self.page.get_by_label("Получить чек по электронной почте").check()
        self.page.get_by_role("button", name="Оплатить", exact=True).click()
        self.confirm_if_asked("Оплатить")
        self.at_the_bank(card)

    def confirm_if_asked(self, button: str) -> None:
        """The page between, for those without JavaScript or with something to confirm."""
        asked = self.page.get_by_role("heading", name="Проверьте и подтвердите")
        if asked.count():
            self.page.get_by_role("button", name=button, exact=True).click()

    def at_the_bank(self, card: Card = CHALLENGED) -> None:
        page = self.page
        for name, value in (("pan", card.pan), ("expiry", card.expiry), ("cvc", card.cvc), ("holder", "ANNA IVANOVA")):
            page.locator(f"input[name={name}]").fill(value)
        page.get_by_role("button", name=re.compile("Оплатить")).click()
        if card.code:
            page.locator("input[name=code]").fill(card.code)
            page.get_by_role("button", name="Подтвердить").click()

    def reload_until(self, words: str, times: int = 40) -> None:
        """Reload until the page says it: facts travel between services by events."""
        for _ in range(times):
            if self.page.get_by_text(words, exact=True).count():
                return
            self.page.wait_for_timeout(250)
            self.page.reload()
        expect(self.page.get_by_text(words, exact=True)).to_be_visible()

    def open(self, section: str) -> None:
        """A section by its name in the navigation."""
        menu = self.page.get_by_role("navigation").get_by_role("link", name=section, exact=True)
        if not menu.first.is_visible():
            self.page.get_by_role("navigation").locator("summary, button").first.click()
        menu.first.click()
        expect(self.page.get_by_role("heading", name=section, level=1)).to_be_visible()
