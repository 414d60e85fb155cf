"""The main job as a person does it: registration, letter, sign-in, readings, payment, and where it shows."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from deploy.simulators.demo.mailbox import Mailbox
from tests.e2e.conftest import DESKTOP, NO_JAVASCRIPT, PHONE
from tests.support.browser.customer import Customer
from tests.support.running_portal import RunningPortal

ONE_ZONE, TWO_ZONES, THREE_ZONES, NO_METER, OVERPAID, DEBTOR = (f"18011111{n}" for n in range(1, 7))
SHAPES = [
    pytest.param(DESKTOP, ONE_ZONE, id="desktop"),
    pytest.param(PHONE, TWO_ZONES, id="phone"),
    pytest.param(NO_JAVASCRIPT, THREE_ZONES, id="no-javascript"),
]


@pytest.fixture
def newcomer(window: BrowserContext, portal: RunningPortal, request: pytest.FixtureRequest) -> Iterator[Customer]:
    """A customer who has just registered and signed in."""
    account = request.node.callspec.params["account"]
    customer = Customer(window, Mailbox(portal.mailbox), account, f"e2e-{account}@example.ru")
    customer.register()
    customer.sign_in()
    yield customer


@pytest.mark.req(
    *("M1.1", "M3.1", "M3.3", "M3.7", "M4.1.1", "M4.1.3", "M4.1.6", "M4.1.7", "M4.1.9", "M4.1.10", "M4.3.1"),
    *("M4.3.4", "M4.4.1", "M4.5.1", "M4.6.1", "M6.1", "M3.6"),
)
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("window", "account"), SHAPES, indirect=["window"])
def test_a_newcomer_pays_the_bill_and_sees_it_everywhere(newcomer: Customer, account: str) -> None:
    page = newcomer.page
    typed = newcomer.type_readings()
    assert len(typed) == {ONE_ZONE: 1, TWO_ZONES: 2, THREE_ZONES: 3}[account]
    newcomer.pay("750,10")
    expect(page.get_by_role("heading", name="Главная")).to_be_visible()
    expect(page.get_by_text("Платеж успешно выполнен").first).to_be_visible()
    newcomer.reload_until("Оплачено по текущей квитанции")
    expect(page.locator(".paid")).to_contain_text("750,10")

    newcomer.open("Платежи")
    row = page.get_by_role("row").filter(has_text="750,10")
    for digits in typed.values():
        expect(row).to_contain_text(str(int(digits)))
    row.get_by_role("link", name="Платеж успешно выполнен").click()
    expect(page.get_by_role("heading", name="Квитанция об оплате")).to_be_visible()
    for words in ("750,10", "Калуга", "Номер платежа"):
        expect(page.locator("main")).to_contain_text(words)

    newcomer.open("Зачисления")
    expect(page.get_by_role("row").filter(has_text="750,10")).to_have_count(1)
    newcomer.open("Расчеты")
    expect(page.get_by_role("row").filter(has_text="750,10").first).to_be_visible()
    newcomer.open("Показания")
    expect(page.get_by_role("row").filter(has_text="при оплате").first).to_be_visible()
    letter = newcomer.mailbox.wait(newcomer.email, "чек")
    assert "750,10" in letter["text"] and "кассовый чек" not in letter["subject"].lower()

    page.get_by_role("button", name="Выход").click()
    page.goto("/home")
    expect(page.get_by_role("button", name="Войти в систему")).to_be_visible()


@pytest.mark.req("M4.1.4", "M4.1.9")
@pytest.mark.parametrize("account", [NO_METER])
def test_without_a_meter_there_is_no_field_and_payment_works(newcomer: Customer, account: str) -> None:
    assert newcomer.type_readings() == {}
    newcomer.pay("100")
    expect(newcomer.page.get_by_text("Платеж успешно выполнен").first).to_be_visible()


@pytest.mark.req("M4.1.7", "M4.1.8", "M4.3.3")
@pytest.mark.parametrize("account", [OVERPAID])
def test_who_has_overpaid_sends_readings_without_paying(newcomer: Customer, account: str) -> None:
    page = newcomer.page
    expect(page.get_by_label("Сумма к оплате")).to_have_value(re.compile("^0"))
    send = page.get_by_role("button", name="Передать показания счетчика")
    expect(send).to_be_visible()
    page.get_by_label("Сумма к оплате").fill("5")
    expect(page.get_by_role("button", name="Оплатить", exact=True)).to_be_visible()
    page.get_by_label("Сумма к оплате").fill("0")
    newcomer.type_readings()
    send.click()
    newcomer.confirm_if_asked("Передать показания счетчика")
    expect(page.get_by_text("Показания переданы", exact=False).first).to_be_visible()
    newcomer.open("Платежи")
    expect(page.get_by_text("передача показаний без оплаты", exact=True).first).to_be_visible()


@pytest.mark.req("M4.1.12")
@pytest.mark.parametrize("account", [DEBTOR])
def test_a_debtor_sees_the_notice_and_what_cannot_be_paid_here(newcomer: Customer, account: str) -> None:
    main = newcomer.page.locator("main")
    expect(main).to_contain_text("Предстоит ограничение подачи электроэнергии")
    expect(main).to_contain_text("Госпошлина")
    expect(main).to_contain_text("Затраты сетевой организации на ввод ограничения")
    expect(main).to_contain_text("оплата в Личном кабинете не производится, только по отдельному платёжному документу")


@pytest.mark.req("M4.1.1", "M4.1.2")
@pytest.mark.parametrize("account", ["180111118"])
def test_the_bill_opens_as_pdf_and_png(newcomer: Customer, portal: RunningPortal, account: str) -> None:
    for form, signature in (("PDF", b"%PDF"), ("PNG", b"\x89PNG")):
        address = newcomer.page.get_by_role("link", name=f"Счёт в {form}").get_attribute("href")
        answer = newcomer.window.request.get(address or "")
        assert answer.ok and answer.body().startswith(signature)
