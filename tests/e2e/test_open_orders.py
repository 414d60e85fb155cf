"""One account in two tabs: what the customer sees of an open order, and what the bank and the ledger hold then."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from deploy.simulators.demo.bank import CHALLENGED
from deploy.simulators.demo.mailbox import Mailbox
from tests.support.bank_process import Bank
from tests.support.browser.customer import Customer
from tests.support.running_portal import RunningPortal

pytestmark = [pytest.mark.req("M4.1.7", "M4.1.8", "M4.1.9"), pytest.mark.case("C6", "C29"), pytest.mark.timeout(240)]
CONTINUES, CANCELS, PAYS_TWICE = "180200027", "180200029", "180200030"


@pytest.fixture
def customer(window: BrowserContext, portal: RunningPortal, request: pytest.FixtureRequest) -> Iterator[Customer]:
    """Registered, signed in, with readings typed on «Главная»."""
    account = str(request.param)
    made = Customer(window, Mailbox(portal.mailbox), account, f"tabs-{account}@example.ru")
    made.register()
    made.sign_in()
    made.type_readings()
    yield made


@pytest.fixture
def bank(portal: RunningPortal) -> Bank:
    return Bank(portal.bank)


def press(page: Page, rubles: str) -> None:
    """«Оплатить» with a card, as far as the bank's page."""
    page.get_by_label("Сумма к оплате").fill(rubles)
    page.get_by_label("банковская карта").check()
    page.get_by_role("button", name="Оплатить", exact=True).click()
    expect(page.locator("input[name=pan]")).to_be_visible()


def payment_of(page: Page) -> str:
    """The payment that the bank's page is for."""
    return re.findall(r"\d{6}-[0-9A-Z]{10}", page.content())[0]


def tab(customer: Customer) -> Customer:
    """Another tab of the same window, on «Главная»."""
    other = Customer(customer.window, customer.mailbox, customer.account, customer.email)
    other.page.goto("/home")
    return other


def refused_at_the_bank(customer: Customer) -> None:
    """They go on at the bank's page, which takes no money for a closed order."""
    customer.at_the_bank(replace(CHALLENGED, code=None))
    expect(customer.page.get_by_text("Срок оплаты заказа истёк или заказ отменён магазином")).to_be_visible()


def deposited(bank: Bank, payment: str) -> list[int]:
    return [int(order["deposited"]) for order in bank.book(payment)]


def credited(customer: Customer, rubles: str) -> None:
    """«Зачисления» have the sum once, and «Главная» counts nothing else as paid."""
    customer.page.goto("/home")
    customer.reload_until("Оплачено по текущей квитанции")
    expect(customer.page.locator(".paid")).to_contain_text(rubles)
    customer.open("Зачисления")
    expect(customer.page.get_by_role("row").filter(has_text=rubles)).to_have_count(1)


@pytest.mark.parametrize("customer", [CONTINUES], indirect=True)
def test_an_order_cancelled_in_another_tab_takes_no_money_and_the_old_form_begins_a_new_one(
    customer: Customer, bank: Bank
) -> None:
    press(customer.page, "111,10")
    first, other = payment_of(customer.page), tab(customer)
    expect(other.page.get_by_text("Платёж 111,10 ₽").first).to_be_visible()
    other.page.get_by_role("button", name="Отменить").click()
    expect(other.page.get_by_text("Платёж отменён, деньги не списаны.")).to_be_visible()
    expect(other.page.get_by_role("link", name="Продолжить оплату")).to_have_count(0)

    refused_at_the_bank(customer)
    assert deposited(bank, first) == [0]
    customer.page.goto("/home")
    customer.type_readings()
    press(customer.page, "111,10")
    second = payment_of(customer.page)
    assert second != first
    customer.at_the_bank()
    expect(customer.page.get_by_text("Платеж успешно выполнен").first).to_be_visible()
    credited(customer, "111,10")
    assert (deposited(bank, first), deposited(bank, second)) == ([0], [11110])


@pytest.mark.parametrize("customer", [CANCELS], indirect=True)
def test_cancelling_what_another_tab_has_paid_shows_it_paid(customer: Customer, bank: Bank) -> None:
    press(customer.page, "222,20")
    payment, other = payment_of(customer.page), tab(customer)
    stale = other.page.get_by_role("button", name="Отменить")
    expect(stale).to_be_visible()
    customer.at_the_bank()
    expect(customer.page.get_by_text("Платеж успешно выполнен").first).to_be_visible()
    stale.click()
    expect(other.page.get_by_text("Платеж успешно выполнен").first).to_be_visible()
    credited(other, "222,20")
    assert deposited(bank, payment) == [22220]


@pytest.mark.parametrize("customer", [PAYS_TWICE], indirect=True)
def test_two_tabs_with_different_sums_pay_only_the_last_one(customer: Customer, bank: Bank) -> None:
    other = tab(customer)
    other.type_readings()
    press(customer.page, "333,30")
    first = payment_of(customer.page)
    press(other.page, "444,40")
    second = payment_of(other.page)
    refused_at_the_bank(customer)
    other.at_the_bank()
    expect(other.page.get_by_text("Платеж успешно выполнен").first).to_be_visible()
    credited(other, "444,40")
    assert (deposited(bank, first), deposited(bank, second)) == ([0], [44440])
    other.open("Платежи")
    expect(other.page.get_by_role("row").filter(has_text="333,30")).to_contain_text("отменён")
