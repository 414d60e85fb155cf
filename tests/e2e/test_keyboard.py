"""The main job without touching the mouse (B11)."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from deploy.simulators.demo.bank import CHALLENGED
from deploy.simulators.demo.mailbox import Mailbox
from tests.support.browser.customer import PASSWORD, Customer
from tests.support.running_portal import RunningPortal

ACCOUNT = "180111117"
LONGEST_WALK = 80


def _walk_to(page: Page, target: Locator) -> None:
    """Press Tab until the element has the focus, and see that the focus can be seen."""
    expect(target).to_be_visible()
    for _ in range(LONGEST_WALK):
        if target.evaluate("element => element === document.activeElement"):
            outline = target.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow")
            assert outline != "nonenone", "the focus cannot be seen"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def _type(page: Page, target: Locator, words: str) -> None:
    _walk_to(page, target)
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


@pytest.mark.req("B11")
@pytest.mark.timeout(240)
def test_a_bill_is_paid_by_keyboard_alone(window: BrowserContext, portal: RunningPortal) -> None:
    customer = Customer(window, Mailbox(portal.mailbox), ACCOUNT, "keyboard@example.ru")
    customer.register()
    page = customer.page
    page.goto("/")
    _type(page, page.get_by_label("Номер лицевого счёта"), ACCOUNT)
    _type(page, page.get_by_label("Пароль", exact=True), PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Главная")).to_be_visible()

    reading = page.get_by_label("Текущие показания счетчика", exact=True)
    before = int("".join(filter(str.isdigit, customer.hint_of("Текущие показания счетчика").split("от")[0])))
    _type(page, reading, f"{(before + 50) % 10_000:04d}")
    _type(page, page.get_by_label("Сумма к оплате"), "321")
    _walk_to(page, page.get_by_role("button", name="Оплатить", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    if page.get_by_role("heading", name="Проверьте и подтвердите").count():
        _walk_to(page, page.get_by_role("button", name="Оплатить", exact=True))
        page.keyboard.press("Enter")

    for name, value in (("pan", CHALLENGED.pan), ("expiry", CHALLENGED.expiry), ("cvc", CHALLENGED.cvc)):
        _type(page, page.locator(f"input[name={name}]"), value)
    page.keyboard.press("Enter")
    _type(page, page.locator("input[name=code]"), CHALLENGED.code or "")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Платеж успешно выполнен").first).to_be_visible()
    _walk_to(page, page.get_by_role("button", name="Выход"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Войти в систему")).to_be_visible()
