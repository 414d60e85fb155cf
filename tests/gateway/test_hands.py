"""What a hand meets: nothing moves under a finger, passwords can be seen, sessions are kept, photos made smaller."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from contracts.wire import Nothing
from tests.gateway.gallery.judging import violations
from tests.gateway.gallery.scene import Scene
from tests.gateway.gallery.stage import Stage, chromium, raised
from tests.support.form_posting import post
from tests.support.scripted.rpc_client import ScriptedClient

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with raised() as stage:
        yield stage


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def phone(browser: Browser, stage: Stage) -> Iterator[Page]:
    context = stage.window(browser, viewport=PHONE, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.mark.req("M3.3", "B11")
def test_before_the_session_ends_one_is_asked_to_stay(phone: Page, stage: Stage) -> None:
    phone.clock.install()
    phone.goto(f"{stage.base}/home")
    assert phone.get_by_role("button", name="Остаться").count() == 0
    phone.clock.fast_forward("28:30")
    stay = phone.get_by_role("button", name="Остаться")
    expect(stay).to_be_visible()
    assert violations(phone) == []
    stay.click()
    expect(stay).to_be_hidden()
    phone.clock.fast_forward("31:00")
    expect(phone.get_by_text("Сеанс завершён. Введённое не пропадёт")).to_be_visible()


@pytest.mark.req("M3.3", "B11")
def test_nobody_who_types_is_told_that_the_session_ends(phone: Page, stage: Stage) -> None:
    phone.clock.install()
    with stage.set_for(Scene("one", "", "/feedback", answers={"feedback.save_draft": Nothing()})):
        phone.goto(f"{stage.base}/feedback")
        phone.clock.fast_forward("27:00")
        phone.get_by_label("Текст обращения").fill("Пишу дальше")
        phone.clock.fast_forward("00:02")
        expect(phone.get_by_text("Черновик сохранён")).to_be_visible()
    phone.clock.fast_forward("02:00")
    assert phone.get_by_role("button", name="Остаться").count() == 0
    phone.clock.fast_forward("26:30")
    expect(phone.get_by_role("button", name="Остаться")).to_be_visible()


@pytest.mark.req("M3.5")
def test_a_mailed_password_is_not_asked_for_again(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = customer.get("/password").text
    assert 'name="current_password"' not in page
    form = {"password": "три слона на мосту", "password_confirmation": "три слона на мосту"}
    assert post(customer, "/password", "/password", **form).location == "/home"
    assert rpc.requests("auth.replace_mailed_password")[0].password == "три слона на мосту"
