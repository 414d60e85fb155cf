"""The pages in a real browser: accessible in every state, scripts that help and are not needed."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask, Response
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright
from werkzeug.serving import make_server

from contracts.payments import PaymentList, PaymentStarted
from tests.gateway import household, office
from tests.gateway.conftest import build
from tests.gateway.household import FLAT, GARAGE, TOKEN
from tests.gateway.scripted import ScriptedClient

PUBLIC = [
    "/",
    "/registration",
    "/recovery",
    "/activation?token=abc",
    "/check/7K3M-Q9PX-2B4D",
    "/documents/consent",
    "/staff/sign-in",
    "/no",
]
CABINET = [
    "/home",
    "/payments",
    "/payments/P-1",
    "/credits",
    "/settlements",
    "/timeline",
    "/readings",
    "/settings",
    "/settings/accounts/180111116/remove",
    "/feedback",
    "/information",
    "/bills",
    f"/bills/{FLAT}/2026-10",
]
DESK = [
    "/staff",
    "/staff?q=Иванова",
    f"/staff/accounts/{FLAT}",
    f"/staff/accounts/{FLAT}/appeals/a1",
    f"/staff/accounts/{FLAT}/readings/control",
    f"/staff/accounts/{FLAT}/correction",
    f"/staff/accounts/{FLAT}/debts",
    f"/staff/accounts/{FLAT}/notice",
    f"/staff/payments/{office.PAYMENT}",
    f"/staff/payments/{office.PAYMENT}/refund",
    "/staff/review",
    "/staff/appeals",
    "/staff/letters",
    "/staff/runs",
    "/staff/imports",
    "/staff/imports/p1",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def bank() -> Iterator[str]:
    """Another origin that answers anything: the content policy must let a payment form get there."""
    with serving(Response("the bank's page", content_type="text/plain")) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def rpc(bank: str) -> ScriptedClient:
    started = PaymentStarted(payment_id="P-1", state="awaiting_bank", payment_url=f"{bank}/pay?mdOrder=1")
    return ScriptedClient(office.answers() | {"payments.start_payment": started})


@pytest.fixture(scope="module")
def base(rpc: ScriptedClient, bank: str) -> Iterator[str]:
    with serving(build(rpc, public_url="http://localhost", bank_origin=bank)) as port:
        yield f"http://localhost:{port}"


@contextmanager
def serving(app: Flask | Response) -> Iterator[int]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.port
    server.shutdown()
    thread.join(5)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


def visit(browser: Browser, base: str, signed_in: bool = True, **options: object) -> BrowserContext:
    context = browser.new_context(locale="ru-RU", **options)
    if signed_in:
        sessions = {"cabinet-session": TOKEN, "cabinet-staff": office.token(office.ADMINISTRATOR)}
        context.add_cookies([{"name": name, "value": value, "url": base} for name, value in sessions.items()])
    return context


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_no_page_has_an_accessibility_violation(scheme: str, width: int, browser: Browser, base: str) -> None:
    found: list[str] = []
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    for signed_in, paths in ((False, PUBLIC), (True, CABINET + DESK)):
        context = visit(browser, base, signed_in, **options)
        _watch(context, base, found)
        page = context.new_page()
        for path in paths:
            page.goto(base + path)
            found += _violations(page, path)
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{path}: scrolls sideways")
        context.close()
    assert [line for line in found if "404" not in line] == []


def _watch(context: BrowserContext, base: str, found: list[str]) -> None:
    """Refused by the content policy, broken scripts, and requests to anybody else."""
    context.on("console", lambda said: found.append(said.text) if said.type == "error" else None)
    context.on("request", lambda asked: None if _ours(asked, base) else found.append(asked.url))


def _ours(request: Request, base: str) -> bool:
    return request.url.startswith((base, "data:"))


def _violations(page: Page, path: str) -> list[str]:
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    results = Axe().run(page, options={"runOnly": RULES})
    return [
        f"{path}: {rule['id']} {[node['target'] for node in rule['nodes']][:3]}"
        for rule in results.response["violations"]
    ]


def test_errors_are_announced_and_reachable(browser: Browser, base: str) -> None:
    context = visit(browser, base)
    page = context.new_page()
    page.goto(f"{base}/home")
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("Сумма к оплате").fill("сто")
    form.get_by_role("button", name="Оплатить").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert _violations(page, "/home with errors") == []
    page.get_by_role("link", name="Укажите сумму цифрами").click()
    expect(form.get_by_label("Сумма к оплате")).to_be_focused()
    context.close()


def test_the_button_says_what_the_sum_will_do(browser: Browser, base: str) -> None:
    context = visit(browser, base)
    page = context.new_page()
    page.goto(f"{base}/home")
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("Сумма к оплате").fill("0")
    assert form.get_by_role("button", name="Передать показания счетчика").is_visible()
    form.get_by_label("Сумма к оплате").fill("0,01")
    assert form.get_by_role("button", name="Оплатить").is_visible()
    assert page.locator(f"form[data-account='{GARAGE}']").get_by_role("button", name="Оплатить").is_visible()
    context.close()


def test_readings_are_checked_and_priced_while_typed(browser: Browser, base: str, bank: str) -> None:
    context = visit(browser, base)
    page = context.new_page()
    page.goto(f"{base}/home")
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").press_sequentially("12a95099")
    assert form.get_by_label("(день)").input_value() == "12950", "digits only, no more than the meter has"
    form.get_by_label("(ночь)").press_sequentially("5901")
    form.get_by_text("примерно").wait_for()
    assert "день 120 кВт·ч, ночь 120 кВт·ч" in form.locator("[data-verdict]").inner_text()
    form.get_by_role("button", name="Оплатить").click()
    page.wait_for_url(f"{bank}/**")
    context.close()


def test_pressing_before_the_check_has_answered_waits_for_it(browser: Browser, base: str, bank: str) -> None:
    context = visit(browser, base)
    page = context.new_page()
    page.goto(f"{base}/home")
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").fill("12950")
    form.get_by_label("(ночь)").fill("5901")
    form.get_by_role("button", name="Оплатить").click()
    page.wait_for_url(f"{bank}/**")
    context.close()


def test_without_scripts_the_main_job_goes_through_a_confirmation(browser: Browser, base: str) -> None:
    context = visit(browser, base, java_script_enabled=False, viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(f"{base}/home")
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").fill("12950")
    form.get_by_label("(ночь)").fill("5901")
    form.get_by_label("Сумма к оплате").fill("0")
    form.locator("button").click()
    page.get_by_role("heading", name="Проверьте и подтвердите").wait_for()
    page.get_by_role("button", name="Передать показания счетчика").click()
    page.get_by_text("Показания переданы").wait_for()
    context.close()


def test_a_payment_in_flight_refreshes_by_itself(browser: Browser, base: str, rpc: ScriptedClient) -> None:
    before = rpc.answers["payments.list_payments"]
    rpc.answers["payments.list_payments"] = PaymentList(payments=[household.payment(state="unknown")])
    context = visit(browser, base)
    page = context.new_page()
    page.goto(f"{base}/home")
    page.get_by_text("второй раз платить не нужно").wait_for()
    assert _violations(page, "/home in flight") == []
    rpc.answers["payments.list_payments"] = before
    page.get_by_text("второй раз платить не нужно").wait_for(state="detached", timeout=15_000)
    context.close()


def test_a_mistyped_domain_is_hinted_while_typing(browser: Browser, base: str) -> None:
    context = visit(browser, base, signed_in=False)
    page = context.new_page()
    page.goto(f"{base}/registration")
    page.get_by_label("Адрес электронной почты").fill("sidor_ivanov@lst.ru")
    page.get_by_label("Адрес электронной почты").blur()
    page.get_by_text("Возможно, вы имели в виду list.ru?").wait_for()
    assert page.locator("[name=email_seen]").input_value() == "sidor_ivanov@lst.ru", "seen, so it does not block"
    context.close()
