"""The supplier's desk against the running system: what staff do reaches the customer, the ledger and the bank."""

from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, expect

from deploy.simulators.demo.mailbox import Mailbox
from tests.support.browser.customer import Customer
from tests.support.browser.staff import Member
from tests.support.running_portal import RunningPortal
from tests.support.sample_files import PDF

ASKS, PAYS, COMPLAINS = "180111119", "181200011", "180200012"


@pytest.fixture(scope="module")
def operator(browser: Browser, portal: RunningPortal) -> Iterator[Member]:
    """Signs in once: a one-time code works once."""
    member = Member.sign_in(browser, portal, "operator")
    yield member
    member.page.context.close()


@pytest.fixture
def customer(window: BrowserContext, portal: RunningPortal, account: str) -> Customer:
    one = Customer(window, Mailbox(portal.mailbox), account, f"desk-{account}@example.ru")
    one.register()
    one.sign_in()
    return one


@pytest.mark.req("M4.7.1", "M6.1", "S5")
@pytest.mark.timeout(240)
@pytest.mark.parametrize("account", [ASKS])
def test_an_operator_answers_an_appeal_and_the_customer_reads_it(customer: Customer, operator: Member) -> None:
    customer.open("Обратная связь")
    customer.page.get_by_label("Текст обращения").fill("Почему счёт выставлен по среднему?")
    customer.page.get_by_role("button", name="отправить", exact=True).click()
    expect(customer.page.get_by_text("зарегистрировано").first).to_be_visible()

    desk = operator.page
    desk.goto("/staff/appeals")
    row = desk.get_by_role("row").filter(has_text="Почему счёт выставлен по среднему?")
    row.get_by_role("link").first.click()
    desk.get_by_label("Текст ответа").fill("Показаний не было три месяца. Передайте их до 25-го числа.")
    desk.get_by_label("Файлы").set_input_files({"name": "памятка.pdf", "mimeType": "application/pdf", "buffer": PDF})
    operator.press("Отправить ответ")
    expect(desk.get_by_text("отправлен абоненту")).to_be_visible()
    desk.goto("/staff/appeals")
    expect(desk.get_by_text("Почему счёт выставлен по среднему?")).to_have_count(0)

    customer.open("Обратная связь")
    expect(customer.page.get_by_text("Передайте их до 25-го числа.")).to_be_visible()
    address = customer.page.get_by_role("link", name="памятка.pdf").get_attribute("href")
    assert customer.window.request.get(address or "").body() == PDF
    assert customer.mailbox.wait(customer.email, "обращени")


@pytest.mark.req("M4.1.11", "B3", "S5")
@pytest.mark.timeout(240)
@pytest.mark.parametrize("account", [PAYS])
def test_an_operator_refunds_a_payment_in_part(customer: Customer, operator: Member, portal: RunningPortal) -> None:
    customer.type_readings()
    customer.pay("321,09")
    expect(customer.page.get_by_text("Платеж успешно выполнен").first).to_be_visible()

    desk = operator.page
    operator.find(customer.account)
    row = desk.locator("#payments").get_by_role("row").filter(has_text="321,09")
    payment = row.get_by_role("link").inner_text()
    row.get_by_role("link").click()
    expect(desk.get_by_text("Регистрация заказа в банке: заказ создан")).to_be_visible()
    desk.get_by_role("link", name="Вернуть деньги на карту").click()
    desk.get_by_label("Сумма возврата").fill("100,09")
    desk.get_by_label("Причина").fill("Абонент ошибся суммой")
    operator.press("Продолжить")
    expect(desk.get_by_role("heading", name="Вернуть деньги на карту?")).to_be_visible()
    operator.press("Вернуть деньги")
    expect(desk.get_by_text("Возврат 100,09 ₽: выполнен")).to_be_visible()
    expect(desk.locator("#way").get_by_text("Вы").first).to_be_visible()

    orders = requests.get(f"{portal.bank}/sandbox/orders", params={"orderNumber": payment}, timeout=10).json()
    assert [(order["deposited"], order["refunded"]) for order in orders] == [(32_109, 10_009)]
    customer.open("Платежи")
    expect(customer.page.get_by_role("row").filter(has_text="321,09")).to_contain_text("возвращено на карту 100,09")
    customer.page.goto("/timeline")
    customer.reload_until("Возврат: Возврат на карту")
    operator.find(payment)
    expect(desk.get_by_role("link", name=payment)).to_be_visible()


@pytest.mark.req("S4", "S5", "M4.5.1")
@pytest.mark.timeout(240)
@pytest.mark.parametrize("account", [COMPLAINS])
def test_an_accountant_posts_a_correction(customer: Customer, browser: Browser, portal: RunningPortal) -> None:
    accountant = Member.sign_in(browser, portal, "accountant")
    desk = accountant.page
    accountant.find(customer.account)
    desk.get_by_role("link", name="Корректировка", exact=True).click()
    desk.get_by_label("Долг абонента").select_option(label="уменьшить")
    desk.get_by_label("Сумма").fill("45,67")
    desk.get_by_label("Основание").fill("Акт № 7: счётчик спешил")
    accountant.press("Продолжить")
    accountant.press("Провести корректировку")
    expect(desk.locator("#timeline").get_by_text("Перерасчёт: Акт № 7: счётчик спешил")).to_be_visible()
    desk.context.close()

    customer.open("Расчеты")
    expect(customer.page.get_by_role("row").filter(has_text="−45,67")).to_have_count(1)


@pytest.mark.req("S5", "M5.2")
@pytest.mark.parametrize("account", ["180200016"])
def test_neither_side_opens_the_others_pages(customer: Customer, operator: Member) -> None:
    answer = customer.page.goto("/staff/accounts/180111111")
    assert answer is not None and answer.status == 403
    operator.page.goto("/home")
    expect(operator.page.get_by_role("button", name="Войти в систему")).to_be_visible()
    forbidden = operator.page.goto("/staff/runs")
    assert forbidden is not None and forbidden.status == 403
