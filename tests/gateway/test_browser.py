"""The pages at work in a real browser: errors read out, scripts that help and are not needed, the keyboard."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, expect

from contracts.payments import PaymentList, PaymentStarted
from tests.gateway.gallery.stage import Stage, raised, serving
from tests.support.scripted import household
from tests.support.scripted.household import FLAT, GARAGE

NO_SCRIPTS = {"java_script_enabled": False, "viewport": {"width": 360, "height": 700}}
FOCUSED = """() => {
  const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
  return { name: (e.textContent || e.name || e.id).trim().slice(0, 40), top: box.top + scrollY, left: box.left,
    visible: box.bottom > 0 && box.top < innerHeight && document.elementFromPoint(
      Math.min(innerWidth - 1, Math.max(0, box.left + Math.min(box.width, 20) / 2)), box.top + box.height / 2) !== null,
    outlined: e.type === "date" || (
      style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2), end: e === document.body };
}"""


@pytest.fixture(scope="module")
def bank() -> Iterator[str]:
    """Another origin that answers anything: the content policy must let a payment form get there."""
    with serving(Response("the bank's page", content_type="text/plain")) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def stage(bank: str) -> Iterator[Stage]:
    started = PaymentStarted(payment_id="P-1", state="awaiting_bank", payment_url=f"{bank}/pay?mdOrder=1")
    with raised(bank_origin=bank, **{"payments.start_payment": started}) as stage:
        yield stage


@pytest.fixture
def page(browser: Browser, stage: Stage, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window on «Главная», or what the test asks for by parametrizing indirectly."""
    context = stage.window(browser, **getattr(request, "param", {}))
    page = context.new_page()
    page.goto(f"{stage.base}/home")
    yield page
    context.close()


def test_errors_are_announced_and_reachable(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("Сумма к оплате").fill("сто")
    form.get_by_role("button", name="Оплатить").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(page.locator("[data-error-summary]")).to_have_attribute("role", "alert")
    assert form.get_by_label("Сумма к оплате").get_attribute("aria-invalid") == "true"
    page.get_by_role("link", name="Укажите сумму цифрами").click()
    expect(form.get_by_label("Сумма к оплате")).to_be_focused()


def test_the_button_says_what_the_sum_will_do(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("Сумма к оплате").fill("0")
    assert form.get_by_role("button", name="Передать показания счетчика").is_visible()
    form.get_by_label("Сумма к оплате").fill("0,01")
    assert form.get_by_role("button", name="Оплатить").is_visible()
    page.locator(f"#account-{GARAGE}").locator("summary", has_text="Оплатить").click()  # a paid account is folded
    assert page.locator(f"form[data-account='{GARAGE}']").get_by_role("button", name="Оплатить").is_visible()


def test_readings_are_checked_and_priced_while_typed(page: Page, bank: str) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").press_sequentially("1295099")
    assert form.get_by_label("(день)").input_value() == "12950", "no more digits than the meter has"
    form.get_by_label("(ночь)").press_sequentially("5901")
    form.get_by_text("примерно").wait_for()
    assert "день 110 кВт·ч, ночь 61 кВт·ч" in form.locator("[data-verdict]").inner_text()
    form.get_by_role("button", name="Оплатить").click()
    page.wait_for_url(f"{bank}/**")


@pytest.mark.req("M4.1.5", "B2")
@pytest.mark.parametrize("typed", ["57,8", "57.8", "1О5", "5 78"])
def test_what_is_no_number_stays_as_it_was_typed_and_is_refused(typed: str, page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").press_sequentially(typed)
    form.get_by_label("(ночь)").press_sequentially("5901")
    form.locator("[data-verdict] .wrong").wait_for()
    assert form.get_by_label("(день)").input_value() == typed, "nothing is joined over what is left out"
    assert "кВт·ч" not in form.locator("[data-verdict]").inner_text()


@pytest.mark.req("M4.1.5", "B2")
def test_a_number_that_is_too_long_is_not_pasted_without_its_end(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    day = form.get_by_label("(день)")
    day.evaluate(
        """field => { const data = new DataTransfer(); data.setData("text", "011300");
        field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, cancelable: true, bubbles: true })) }"""
    )
    form.get_by_text("Не вставлено «011300»").wait_for()
    assert day.input_value() == ""


def test_pressing_before_the_check_has_answered_waits_for_it(page: Page, bank: str) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").fill("12950")
    form.get_by_label("(ночь)").fill("5901")
    form.get_by_role("button", name="Оплатить").click()
    page.wait_for_url(f"{bank}/**")


@pytest.mark.req("B2")
@pytest.mark.parametrize("page", [NO_SCRIPTS], indirect=True, ids=["no scripts"])
def test_without_scripts_the_main_job_goes_through_a_confirmation(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").fill("12950")
    form.get_by_label("(ночь)").fill("5901")
    form.get_by_label("Сумма к оплате").fill("0")
    form.locator("button").click()
    page.get_by_role("heading", name="Проверьте и подтвердите").wait_for()
    expect(page.get_by_text("По этим показаниям начислим примерно")).to_be_visible()
    page.get_by_role("button", name="Передать показания счетчика").click()
    page.get_by_text("Показания переданы").wait_for()


def test_a_payment_in_flight_refreshes_by_itself(page: Page, stage: Stage) -> None:
    before = stage.rpc.answers["payments.list_payments"]
    stage.rpc.answers["payments.list_payments"] = PaymentList(payments=[household.payment(state="unknown")])
    page.reload()
    page.get_by_text("второй раз платить не нужно").wait_for()
    stage.rpc.answers["payments.list_payments"] = before
    page.get_by_text("второй раз платить не нужно").wait_for(state="detached", timeout=60_000)


def test_a_notice_is_renewed_without_taking_away_what_is_typed(page: Page, stage: Stage) -> None:
    """WCAG 2.2.1: what a visitor types is his until he sends it, however long a payment takes."""
    before = stage.rpc.answers["payments.list_payments"]
    stage.rpc.answers["payments.list_payments"] = PaymentList(payments=[household.payment(state="unknown")])
    page.reload()
    page.evaluate("window.same = true")
    page.evaluate("for (const one of document.querySelectorAll('[data-refresh]')) one.dataset.refresh = '0.2'")
    field = page.locator(f"form[data-account='{FLAT}']").get_by_label("(день)")
    field.fill("12950")
    field.blur()
    stage.rpc.answers["payments.list_payments"] = before
    page.wait_for_timeout(9_000)
    expect(field).to_have_value("12950")
    assert page.get_by_text("второй раз платить не нужно").count() == 1, "nothing is touched while a field is changed"
    field.fill("")
    field.blur()
    page.get_by_text("второй раз платить не нужно").wait_for(state="detached", timeout=20_000)
    assert page.evaluate("window.same"), "the page itself stays"


def test_a_mistyped_domain_is_hinted_while_typing(page: Page) -> None:
    page.goto(page.url.replace("/home", "/registration"))
    page.get_by_label("Адрес электронной почты").fill("sidor_ivanov@lst.ru")
    page.get_by_label("Адрес электронной почты").blur()
    page.get_by_text("Возможно, вы имели в виду list.ru?").wait_for()
    assert page.locator("[name=email_seen]").input_value() == "sidor_ivanov@lst.ru", "seen, so it does not block"


@pytest.mark.req("B11")
@pytest.mark.parametrize("page", [{"reduced_motion": "reduce"}], indirect=True, ids=["no motion"])
def test_the_focus_goes_down_the_page_and_is_always_seen(page: Page) -> None:
    page.goto(page.url.replace("/home", "/settlements"))
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["end"]:
            break
        stops.append(at)
    assert len(stops) > 15
    assert [stop for stop in stops if not (stop["visible"] and stop["outlined"])] == []
    assert stops[0]["name"] == "Перейти к содержанию"
    jumps = [(one["name"], two["name"]) for one, two in pairwise(stops[1:]) if two["top"] < one["top"] - 60]
    assert jumps == [], "the focus never goes back up"


@pytest.mark.req("B11")
def test_the_skip_link_leads_past_the_navigation(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
