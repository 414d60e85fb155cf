"""A chosen file outlives the question who sends it, in a real browser: wrong proofs, ended sessions, lost networks."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from chassis.errors import Refusal
from contracts.wire import Nothing
from tests.gateway.gallery.stage import Stage, chromium, raised
from tests.support.scripted import staff_answers

pytestmark = pytest.mark.req("S5", "S7")
FILE: Any = {"name": "42_06112026.txt", "mimeType": "text/plain", "buffer": b"account;amount\n"}
CALL = "payments.take_register"
NO_SCRIPTS = {"java_script_enabled": False}


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Whoever signed in long ago; a confirmation makes the session fresh."""
    proved: list[object] = []

    def authenticate(request: Any) -> object:
        known = staff_answers.authenticate(request)
        return known if isinstance(known, Exception) else known.model_copy(update={"confirmed": bool(proved)})

    def confirm(request: Any) -> object:
        if request.secret != "right words":
            return Refusal("wrong_credentials", "Пароль или код не подходит.", "step_up")
        proved.append(request)
        return Nothing()

    with raised(**{"auth.authenticate": authenticate, "auth.confirm_staff": confirm}) as stage:
        yield stage


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser, stage: Stage, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = stage.window(browser, "administrator", **getattr(request, "param", {}))
    page = context.new_page()
    page.goto(f"{stage.base}/staff/registers")
    yield page
    context.close()


def send(page: Page, proof: str | None = None) -> None:
    if proof is not None:
        page.get_by_label("Пароль или код").fill(proof)
    page.get_by_role("button", name="Загрузить").click()


def told(page: Page, words: str) -> None:
    """The words stand beside the field, read out, and the file is still chosen."""
    expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
    expect(page.get_by_label("Пароль или код")).to_be_focused()
    expect(page.get_by_label("Пароль или код")).to_have_attribute("aria-invalid", "true")
    assert page.get_by_label("Файл").evaluate("input => [...input.files].map(one => one.name)") == [FILE["name"]]


def arrived(page: Page, stage: Stage) -> None:
    page.wait_for_url("**/staff/registers/*")
    [taken] = stage.rpc.requests(CALL)
    assert taken.file_name == FILE["name"]


def test_a_wrong_proof_keeps_the_file_and_a_right_one_sends_it_once(page: Page, stage: Stage) -> None:
    page.get_by_label("Файл").set_input_files(FILE)
    send(page)
    told(page, "Введите пароль или новый код")
    send(page, "not these")
    told(page, "Пароль или код не подходит.")
    assert stage.rpc.requests(CALL) == []
    page.get_by_label("Пароль или код").fill("right words")
    page.get_by_role("button", name="Загрузить").dblclick()
    arrived(page, stage)
    assert len(stage.rpc.requests("auth.confirm_staff")) == 2


def test_an_ended_session_keeps_the_file_until_one_has_signed_in_elsewhere(page: Page, stage: Stage) -> None:
    page.get_by_label("Файл").set_input_files(FILE)
    page.context.clear_cookies()
    send(page, "right words")
    told(page, "Сеанс завершён. Войдите в новой вкладке")
    stage.sign_in(page.context, "administrator")
    send(page, "right words")
    arrived(page, stage)


def test_a_lost_connection_keeps_the_file(page: Page, stage: Stage) -> None:
    page.get_by_label("Файл").set_input_files(FILE)
    page.route("**/staff/proof", lambda route: route.abort())
    send(page, "right words")
    told(page, "Нет связи с порталом")
    page.unroute("**/staff/proof")
    page.route("**/staff/proof", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    send(page)
    told(page, "Портал не ответил (502)")
    page.unroute("**/staff/proof")
    send(page)
    arrived(page, stage)


@pytest.mark.parametrize("page", [NO_SCRIPTS], indirect=True)
@pytest.mark.parametrize("path", ["registers", "imports"])
def test_without_scripts_the_proof_comes_before_the_file(page: Page, stage: Stage, path: str) -> None:
    page.goto(f"{stage.base}/staff/{path}")
    expect(page.locator("input[type=file]")).to_be_hidden()
    for words in ("not these", "right words"):
        page.locator("input[type=password]").locator("visible=true").fill(words)
        page.get_by_role("button", name="Подтвердить").click()
        if words == "not these":
            expect(page.get_by_role("alert")).to_contain_text("Пароль или код не подходит.")
    page.wait_for_url(f"**/staff/{path}")
    expect(page.get_by_role("button", name="Подтвердить")).to_be_hidden()
    if path == "registers":
        page.get_by_label("Файл").set_input_files(FILE)
        send(page)
        arrived(page, stage)
