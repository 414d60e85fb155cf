"""The supplier's files through the API and the desk (S1): whole to each taker, faults reported, nobody else let in."""

import io
from base64 import b64decode
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contracts.supply import FORMS, PackageList
from contracts.supply import packages as wire
from tests.support.form_posting import text
from tests.support.scripted import staff_answers, supply_packages
from tests.support.scripted.household import TOKEN
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("S1")
ACCOUNTS, METERS = "account_number;persons\n180111111;3\n".encode("cp1251"), b"account_number,serial\n" * 90_000
SYSTEM = {"Authorization": "Bearer cab_supplier"}


@pytest.fixture
def system(rpc: ScriptedClient, anybody: FlaskClient) -> FlaskClient:
    """The supplier's own system, with a token that an accountant answers for."""
    rpc.answers |= staff_answers.answers() | {
        "auth.authenticate": staff_answers.identity("accountant").model_copy(update={"scopes": ["import"]}),
        "billing.begin_package": supply_packages.state("receiving"),
        "billing.get_package": supply_packages.state("waiting"),
        "readings.get_package": supply_packages.state("waiting", "meters"),
    }
    return anybody


def send(client: FlaskClient, **files: bytes) -> TestResponse:
    parts = {name: (io.BytesIO(content), f"{name}.csv") for name, content in files.items()}
    return client.post("/api/v1/imports", data=parts, headers=SYSTEM)


def received(rpc: ScriptedClient, service: str, file: str) -> bytes:
    parts: list[Any] = [part for part in rpc.requests(f"{service}.add_package_part") if part.file == file]
    assert [part.number for part in parts] == list(range(len(parts)))
    return b"".join(b64decode(part.content) for part in parts)


def test_files_go_whole_to_the_services_that_take_them(system: FlaskClient, rpc: ScriptedClient) -> None:
    answer = send(system, accounts=ACCOUNTS, meters=METERS)
    assert answer.status_code == 202, answer.text
    assert (answer.json["id"], answer.json["state"]) == ("p1", "waiting")
    assert answer.json["progress"] == {"phase": "reading", "file": "accounts.csv", "count": 40}
    (to_billing,), (to_readings,) = rpc.requests("billing.begin_package"), rpc.requests("readings.begin_package")
    assert to_billing.takers == to_readings.takers == ["billing", "readings"]
    assert [file.name for file in to_readings.files] == ["meters"]
    assert to_readings.package_id == "p1", "billing's answer names the package"
    assert received(rpc, "billing", "accounts") == ACCOUNTS
    assert received(rpc, "billing", "meters") == received(rpc, "readings", "meters") == METERS
    assert len(rpc.requests("billing.add_package_part")) == 1 + -(-len(METERS) // wire.PART_BYTES)
    asked = [name for name, _ in rpc.asked if name.endswith("submit_package")]
    assert asked == ["readings.submit_package", "billing.submit_package"]


def test_what_was_sent_last_is_answered_and_not_sent_again(system: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["billing.begin_package"] = supply_packages.state("loaded")
    rpc.answers |= {f"{name}.get_package": supply_packages.state("loaded") for name in ("billing", "readings")}
    answer = send(system, accounts=ACCOUNTS)
    assert (answer.status_code, answer.json["state"]) == (202, "loaded")
    assert answer.json["applied"] == {"accounts": 3, "meters": 2}
    assert rpc.requests("billing.add_package_part") == []


def test_faults_come_as_problem_details(system: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["billing.get_package"] = supply_packages.state("refused")
    response = system.get("/api/v1/imports/p1", headers=SYSTEM).json
    assert response["state"] == "refused", "one taker's refusal is everybody's"
    assert (response["problem"]["status"], response["problem"]["code"]) == (422, "import_refused")
    assert response["problem"]["faults"][0] == {
        "file": "accounts.csv", "line": 3, "field": "persons", "message": "ожидается целое число от 1 до 99",
        "found": "", "count": 1, "lines": "",
    }  # fmt: skip


def test_a_file_that_nobody_knows_is_refused_at_once(system: FlaskClient, rpc: ScriptedClient) -> None:
    answer = send(system, acounts=ACCOUNTS)
    assert answer.status_code == 422 and answer.mimetype == "application/problem+json"
    assert "Неизвестный файл acounts.csv" in answer.json["detail"]
    assert send(system).status_code == 422
    assert rpc.requests("billing.begin_package") == []


def test_a_customer_is_not_the_supplier(customer: FlaskClient) -> None:
    answer = customer.get("/api/v1/imports", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 403
    assert customer.get("/api/v1/imports").status_code == 403


def test_the_last_packages_are_listed(system: FlaskClient) -> None:
    (package,) = system.get("/api/v1/imports", headers=SYSTEM).json["imports"]
    assert (package["sender"], package["files"]) == ("ivanova, бухгалтер", {"accounts": 2048, "meters": 2048})


@pytest.mark.req("S5")
def test_an_accountant_loads_files_at_the_desk(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = desk.get("/staff/imports")
    assert "ivanova, бухгалтер" in text(page) and "Загружена" in text(page)
    for form in FORMS:
        assert form.title in text(page) and form.columns[-1].name in text(page)
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    rpc.answers["billing.begin_package"] = supply_packages.state("receiving")
    sent = {"csrf_token": token, "files": [(io.BytesIO(ACCOUNTS), "accounts.csv"), (io.BytesIO(METERS), "meters.csv")]}
    answer = desk.post("/staff/imports", data=sent, headers={"Referer": "https://localhost/staff/imports"})
    assert answer.location == "/staff/imports/p1", text(answer)
    assert received(rpc, "readings", "meters") == METERS
    assert rpc.requests("billing.begin_package")[0].sender == "administrator, администратор"


@pytest.mark.req("S5")
@pytest.mark.parametrize("word", ["waiting", "checked", "loaded", "refused"])
def test_the_page_of_a_package_tells_its_state(desk: FlaskClient, rpc: ScriptedClient, word: str) -> None:
    rpc.answers["billing.get_package"] = supply_packages.state(word)
    page = desk.get("/staff/imports/p1")
    assert ("data-refresh" in page.text) == (word in ("waiting", "checked"))
    assert ("ожидается целое число от 1 до 99" in text(page)) == (word == "refused")
    if word == "waiting":
        assert "Читается accounts.csv: 40 %" in text(page)


def test_the_desk_says_what_is_wrong_with_a_strange_file(desk: FlaskClient) -> None:
    token = desk.get("/staff/imports").text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"csrf_token": token, "files": (io.BytesIO(b"x"), "acounts.csv")}
    answer = desk.post("/staff/imports", data=sent, headers={"Referer": "https://localhost/staff/imports"})
    assert answer.status_code == 422 and "Неизвестный файл acounts.csv" in text(answer)


NAMES = (
    "accounts (1).csv",
    "accounts(2).CSV",
    "Accounts.xlsx",
    "accounts — копия.csv",
    "accounts.csv.xlsx",
    "ACCOUNTS.ods",
)


@pytest.mark.req("S12")
@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_known_by_what_browsers_and_windows_make_of_its_name(
    name: str, desk: FlaskClient, rpc: ScriptedClient
) -> None:
    token = desk.get("/staff/imports").text.split('name="csrf_token" value="')[1].split('"')[0]
    rpc.answers["billing.begin_package"] = supply_packages.state("receiving")
    sent = {"csrf_token": token, "files": [(io.BytesIO(ACCOUNTS), name)]}
    desk.post("/staff/imports", data=sent, headers={"Referer": "https://localhost/staff/imports"})
    assert received(rpc, "billing", "accounts") == ACCOUNTS


@pytest.mark.req("S12")
def test_two_copies_of_a_file_are_asked_about_and_none_is_dropped(desk: FlaskClient, rpc: ScriptedClient) -> None:
    token = desk.get("/staff/imports").text.split('name="csrf_token" value="')[1].split('"')[0]
    both = [(io.BytesIO(ACCOUNTS), "accounts.csv"), (io.BytesIO(b"other"), "accounts (1).csv")]
    sent = {"csrf_token": token, "files": both}
    answer = desk.post("/staff/imports", data=sent, headers={"Referer": "https://localhost/staff/imports"})
    assert answer.status_code == 422
    assert "accounts.csv и accounts (1).csv — это один и тот же файл загрузки" in text(answer)
    assert rpc.requests("billing.begin_package") == []


def test_a_file_can_be_begun_from_its_sample(desk: FlaskClient) -> None:
    answer = desk.get("/staff/imports/sample/readings.csv")
    assert answer.text == "\ufeffaccount_number;serial;zone;value;taken_on;source;withdrawn;confirmed;passed_zero\r\n"
    assert desk.get("/staff/imports/sample/passwd.csv").status_code == 404


def test_nothing_yet_is_said_in_words(desk: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers |= {f"{name}.list_packages": PackageList(packages=[]) for name in ("billing", "readings")}
    assert "Загрузок ещё не было" in text(desk.get("/staff/imports"))
