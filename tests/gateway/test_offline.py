"""The portal on a device without a network: the last known sums, and readings that are sent once when it returns."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from chassis.errors import Refusal
from tests.gateway.gallery.judging import violations
from tests.gateway.gallery.stage import Stage
from tests.support.scripted.household import FLAT
from wording.accounts import account

NUMBER = account(FLAT)


class Network:
    """The way to the portal, which can be cut: the same address answers, or nothing does."""

    def __init__(self, app: Flask) -> None:
        self._app, self.port = app, 0
        self.up()

    def up(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self._app, threaded=True)
        self.port = self._server.port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def down(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @contextmanager
    def cut(self) -> Iterator[None]:
        self.down()
        yield
        self.up()


@pytest.fixture
def network(stage: Stage) -> Iterator[Network]:
    network = Network(stage.app)
    yield network
    network.down()


@pytest.fixture
def phone(browser: Browser, stage: Stage, network: Network) -> Iterator[Page]:
    context: BrowserContext = stage.window(browser, viewport={"width": 360, "height": 740})
    stage.rpc.asked.clear()
    page = context.new_page()
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    yield page
    context.close()


@pytest.fixture
def device(phone: Page, network: Network) -> Page:
    """A device whose owner has switched it on, and that has seen «Главная»."""
    phone.goto(f"http://localhost:{network.port}/settings#device")
    phone.get_by_role("button", name="Включить").click()
    expect(phone.get_by_text("Работа без сети включена.")).to_be_visible()
    phone.evaluate("navigator.serviceWorker.ready")
    phone.goto(f"http://localhost:{network.port}/home")
    return phone


def typed_without_network(device: Page, network: Network, day: str = "12950", night: str = "05901") -> None:
    device.goto(f"http://localhost:{network.port}/home")
    expect(device.get_by_role("heading", name="Нет связи")).to_be_visible()
    flat = device.locator("section.card", has_text=NUMBER)
    for zone, digits in (("день", day), ("ночь", night)):
        flat.get_by_label(f"({zone})").fill(digits)
    flat.get_by_role("button", name="Сохранить").click()
    expect(device.get_by_role("heading", name="Ждут отправки")).to_be_visible()


@pytest.mark.req("B20", "B11")
def test_the_last_known_sums_are_shown_as_such(device: Page, network: Network) -> None:
    with network.cut():
        device.goto(f"http://localhost:{network.port}/bills")
        flat = device.locator("section.card", has_text=NUMBER)
        expect(flat.get_by_text("К оплате")).to_be_visible()
        expect(flat.get_by_text("Так было")).to_be_visible()
        assert violations(device) == []


@pytest.mark.req("B20", "B11")
def test_a_reading_typed_without_a_network_is_sent_once_when_it_returns(
    device: Page, network: Network, stage: Stage
) -> None:
    with network.cut():
        typed_without_network(device, network)
    told = device.locator("[data-held-told]")
    device.goto(f"http://localhost:{network.port}/home")
    expect(told).to_contain_text("12950 / 05901")
    expect(told).to_contain_text("переданы.")
    device.reload()
    expect(told).to_be_empty()
    [sent] = stage.rpc.requests("readings.submit_readings")
    assert (sent.account_number, [r.digits for r in sent.values]) == (FLAT, ["12950", "05901"])
    assert len(sent.idempotency_key) == 36, "and by a key of its own, should the answer get lost"


@pytest.mark.req("B20")
def test_a_refused_one_says_why_and_stays_until_it_is_seen(device: Page, network: Network, stage: Stage) -> None:
    stage.rpc.answers["readings.submit_readings"] = Refusal("reading_refused", "Показания меньше прежних.")
    with network.cut():
        typed_without_network(device, network, day="00001")
    device.goto(f"http://localhost:{network.port}/home")
    told = device.locator("[data-held-told]")
    expect(told).to_contain_text("не приняты. Показания меньше прежних.")
    told.get_by_role("button", name="Понятно").click()
    device.reload()
    expect(told).to_be_empty()
    assert device.evaluate("localStorage.getItem('cabinet-held')") == "[]"


@pytest.mark.req("B20")
def test_letters_are_no_reading_and_a_new_one_replaces_the_former(device: Page, network: Network) -> None:
    with network.cut():
        typed_without_network(device, network)
        typed_without_network(device, network, day="12951")
        held = device.locator("[data-shell-held] li")
        expect(held).to_have_count(1)
        expect(held).to_contain_text("12951")
        flat = device.locator("section.card", has_text=NUMBER)
        flat.get_by_label("(день)").fill("12 951")
        flat.get_by_role("button", name="Сохранить").click()
        expect(flat.get_by_role("alert")).to_contain_text("Введите цифры")
        held.get_by_role("button", name="Удалить").click()
        expect(device.get_by_role("heading", name="Ждут отправки")).to_be_hidden()


@pytest.mark.req("B20", "M3.6")
def test_signing_out_leaves_no_sums_and_loses_no_reading(device: Page, network: Network) -> None:
    with network.cut():
        typed_without_network(device, network)
    device.goto(f"http://localhost:{network.port}/information")
    assert device.evaluate("localStorage.getItem('cabinet-known')")
    device.get_by_role("button", name="Выход").click()
    expect(device.get_by_role("button", name="Войти в систему")).to_be_visible()
    assert device.evaluate("localStorage.getItem('cabinet-known')") is None
    assert "12950" in device.evaluate("localStorage.getItem('cabinet-held')")


@pytest.mark.req("B20")
def test_switching_off_leaves_nothing(device: Page, network: Network) -> None:
    device.goto(f"http://localhost:{network.port}/settings#device")
    device.get_by_role("button", name="Выключить").click()
    expect(device.get_by_text("Работа без сети выключена.")).to_be_visible()
    assert device.evaluate("localStorage.getItem('cabinet-known')") is None
    assert device.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


@pytest.mark.req("B20")
def test_nobody_keeps_anything_before_it_is_switched_on(phone: Page, network: Network) -> None:
    phone.goto(f"http://localhost:{network.port}/home")
    assert phone.evaluate("localStorage.getItem('cabinet-known')") is None
    assert phone.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


@pytest.mark.req("B20", "M1.1")
def test_the_manifest_names_the_supplier_and_signs_that_exist(anybody: FlaskClient) -> None:
    manifest = anybody.get("/app.webmanifest").get_json(force=True)
    assert manifest["display"] == "standalone" and "Калужская" in manifest["name"]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    assert all(anybody.get(icon["src"]).status_code == 200 for icon in manifest["icons"])


@pytest.mark.req("B20")
def test_the_shell_is_the_same_for_everybody(anybody: FlaskClient, customer: FlaskClient) -> None:
    assert FLAT not in customer.get("/offline").get_data(as_text=True)
    assert "home" not in anybody.get("/service-worker.js").get_data(as_text=True).split("\n")[1]
