"""What a hand meets: nothing moves under a finger, passwords can be seen, sessions are kept, photos made smaller."""

import io
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from contracts.wire import Nothing
from gateway.words.formats import dialled
from tests.gateway.gallery.home import living_at, owing
from tests.gateway.gallery.judging import violations
from tests.gateway.gallery.scene import Scene
from tests.gateway.gallery.stage import Stage
from tests.support.form_posting import post, text
from tests.support.scripted.billing_answers import NO_DEBTS
from tests.support.scripted.household import DACHA, FLAT, GARAGE
from tests.support.scripted.rpc_client import ScriptedClient

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(browser: Browser, stage: Stage) -> Iterator[Page]:
    context = stage.window(browser, viewport=PHONE, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.mark.req("M3.2", "B11")
def test_the_first_tap_after_a_mistyped_address_is_not_lost(phone: Page, stage: Stage) -> None:
    phone.context.clear_cookies()
    phone.goto(f"{stage.base}/registration")
    phone.get_by_label("Адрес электронной почты").fill("sidor@lst.ru")
    tick = phone.get_by_role("checkbox", name="согласие")
    place = "tick => tick.getBoundingClientRect().top + scrollY"
    before = tick.evaluate(place)
    tick.tap()
    phone.get_by_text("Возможно, вы имели в виду list.ru?").wait_for()
    expect(tick).to_be_checked()
    assert tick.evaluate(place) == before, "nothing has moved"


@pytest.mark.req("M3.3", "B11")
def test_a_password_can_be_looked_at_and_is_hidden_when_sent(phone: Page, stage: Stage) -> None:
    phone.context.clear_cookies()
    phone.goto(f"{stage.base}/")
    field = phone.get_by_label("Пароль", exact=True)
    field.fill("три слона")
    phone.get_by_role("button", name="Показать пароль").click()
    expect(field).to_have_attribute("type", "text")
    assert violations(phone) == []
    phone.get_by_role("button", name="Скрыть пароль").click()
    expect(field).to_have_attribute("type", "password")


@pytest.mark.req("B2", "B11")
def test_the_button_stays_where_it_is_when_the_price_comes(phone: Page, stage: Stage) -> None:
    with stage.set_for(Scene("one", "", "/home", answers=living_at(DACHA))):
        phone.goto(f"{stage.base}/home")
        form = phone.locator(f"form[data-account='{DACHA}']")
        form.get_by_label("Текущие показания").focus()
        place = "button => button.getBoundingClientRect().top + window.scrollY"  # the focus may still be scrolled to
        button = form.get_by_role("button", name="Оплатить")
        before = button.evaluate(place)
        form.get_by_label("Текущие показания").fill("12940")
        form.get_by_text("примерно").wait_for()
        assert button.evaluate(place) == before


@pytest.mark.req("M4.1.5", "B11")
def test_on_a_phone_sum_term_reading_and_button_are_on_the_first_screen(phone: Page, stage: Stage) -> None:
    with stage.set_for(
        Scene("one", "", "/home", answers=owing(DACHA, notice=None, debts=NO_DEBTS, projected_penalty_kopecks=0))
    ):
        phone.goto(f"{stage.base}/home")
        form = phone.locator(f"form[data-account='{DACHA}']")
        for seen in (
            phone.locator(".figure").first,
            phone.locator(".due__until").first,
            form.get_by_label("Текущие показания"),
            form.get_by_label("Сумма к оплате"),
            form.get_by_role("button", name="Оплатить"),
        ):
            box = seen.bounding_box()
            assert box and box["y"] + box["height"] <= PHONE["height"], seen


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


@pytest.mark.req("M4.7.1")
def test_a_photo_of_a_phone_is_made_small_enough(phone: Page, stage: Stage) -> None:
    picture = io.BytesIO()
    Image.effect_noise((3000, 2200), 90).save(picture, "PNG")
    assert len(picture.getvalue()) > 2 * 1024 * 1024
    phone.goto(f"{stage.base}/feedback")
    field = phone.locator("form[data-draft] input[type=file]")
    field.set_input_files({"name": "счётчик.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    for _ in range(100):
        if field.evaluate("field => field.files[0].type") == "image/jpeg":
            break
        phone.wait_for_timeout(200)
    size = field.evaluate("field => field.files[0].size")
    assert size <= 2 * 1024 * 1024 and field.evaluate("field => field.validity.valid")
    assert field.evaluate("field => field.files[0].name") == "счётчик.jpg"
    field.set_input_files({"name": "архив.bin", "mimeType": "application/zip", "buffer": b"x" * 3_000_000})
    expect(phone.get_by_role("alert").get_by_text("больше 2 МБ")).to_be_visible()


@pytest.mark.req("M4.7.1")
@pytest.mark.parametrize("button", ["отправить", "очистить"])
def test_a_sent_text_is_no_draft(button: str, phone: Page, stage: Stage) -> None:
    phone.goto(f"{stage.base}/feedback")
    phone.get_by_label("Текст обращения").fill("Быстрое обращение")
    asked = len(stage.rpc.asked)
    phone.get_by_role("button", name=button).click()
    phone.wait_for_load_state()
    phone.wait_for_timeout(1_800)
    texts = [request.text for name, request in stage.rpc.asked[asked:] if name == "feedback.save_draft"]
    assert "Быстрое обращение" not in texts


def test_telephone_links_dial() -> None:
    for shown in ("(4842) 701-838", "8 (4842) 701-838", "+7 4842 701 838", "4842701838 доб. 12"):
        assert dialled(shown) == "+74842701838", shown
    assert dialled("112") == "112"


@pytest.mark.req("M5.1")
def test_several_accounts_have_addresses_and_paid_ones_are_folded(customer: FlaskClient) -> None:
    page = customer.get("/home").text
    glance = page.split('class="glance"')[1].split("</nav>")[0]
    assert "Кирова" in glance and "Московская" in glance
    cards = {number: page.split(f'id="account-{number}"')[1].split("</article>")[0] for number in (FLAT, GARAGE)}
    assert '<details class="more"><summary>Оплатить' in cards[GARAGE] and "data-pay" in cards[GARAGE]
    assert '<details class="more"><summary>Оплатить' not in cards[FLAT]
    refused = post(customer, f"/home/{GARAGE}/pay", amount="сто")
    card = refused.text.split(f'id="account-{GARAGE}"')[1].split("</article>")[0]
    assert '<details class="more"><summary>Оплатить' not in card, "what is wrong is never folded away"


@pytest.mark.req("B4", "B12")
def test_consumption_and_timeline_are_reached_from_home(customer: FlaskClient) -> None:
    page = customer.get("/home").text
    assert f"/consumption?account={FLAT}" in page and f"/timeline?account={FLAT}" in page


@pytest.mark.req("M4.1.6")
def test_zones_and_past_readings_are_explained(customer: FlaskClient) -> None:
    said = text(customer.get("/home"))
    assert "день — с 7 до 23 часов" in said and "от чего считается расход" in said


@pytest.mark.req("B7")
def test_the_debtors_steps_stand_in_their_order_and_the_penalties_are_one_story(customer: FlaskClient) -> None:
    page = text(customer.get(f"/debt?account={DACHA}"))
    steps = page.split("Что и когда произойдёт")[1]
    days = [day for day in ("9 ноября 2026", "29 ноября 2026") if day in steps]
    assert [steps.index(day) for day in days] == sorted(steps.index(day) for day in days) and len(days) == 2
    assert "пересекаются и не складываются" in page and "123,45" in page


@pytest.mark.req("M3.5")
def test_a_mailed_password_is_not_asked_for_again(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = customer.get("/password").text
    assert 'name="current_password"' not in page
    form = {"password": "три слона на мосту", "password_confirmation": "три слона на мосту"}
    assert post(customer, "/password", "/password", **form).location == "/home"
    assert rpc.requests("auth.replace_mailed_password")[0].password == "три слона на мосту"
