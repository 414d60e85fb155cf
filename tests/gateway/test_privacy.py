"""«Согласия и мои данные»: editions of the documents, the copy of everything, the end of the cabinet."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from gateway.words.legal import CONSENT_VERSION, DOCUMENTS
from tests.support.form_posting import post, text
from tests.support.scripted import household
from tests.support.scripted.application import build
from tests.support.scripted.people import DACHA, FLAT, GARAGE, PASSWORD
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("M1.2")
TEXTS = Path(__file__).parents[2] / "gateway" / "templates" / "documents"
PUBLISHED = {
    "agreement/2026-11-01": "e8354d3d1f1b6b52",
    "agreement/2026-11-25": "585ae848234b8ea3",
    "consent/2026-11-01": "074f202efdb7acd8",
    "consent/2026-11-25": "9b2b9ee7e9d81c1e",
    "policy/2026-11-01": "6e2db59da60ee988",
    "policy/2026-11-25": "d571fb1c3f0bead5",
    "policy/2026-11-29": "bea05193d399205f",
}
"""Of every edition that people may have agreed to: a text that is changed becomes another edition."""


def test_an_edition_in_force_is_never_changed() -> None:
    found = {
        f"{name}/{edition}": hashlib.sha256((TEXTS / name / f"{edition}.html").read_bytes()).hexdigest()[:16]
        for name, document in DOCUMENTS.items()
        for edition in document.editions
    }
    assert found == PUBLISHED
    assert {f"{path.parent.name}/{path.stem}" for path in TEXTS.glob("*/*.html")} == set(PUBLISHED)


ASKED = {
    "consent": [  # ст. 9 ч. 4 of 152-ФЗ
        *("ИНН", "ОГРН", "г. Калуга", "Цель", "Фамилия, имя, отчество", "электронной почты", "IP-адрес", "телефон"),
        *("Сбор, запись", "предоставление", "уничтожение", "средств автоматизации", "По поручению оператора"),
        *("действует до его отзыва", "Отозвать его можно", "ст. 9"),
    ],
    "policy": [  # ст. 18.1, ст. 14, ст. 18 ч. 5
        *("оператор", "За организацию обработки отвечает", "Чьи данные", "Какие данные", "на каком основании"),
        *("на территории Российской Федерации", "За границу данные не передаются", "Кому передаём", "ПАО СБЕРБАНК"),
        *("Сколько храним", "три года", "Как защищаем", "десяти рабочих дней", "Роскомнадзор", "Cookie"),
    ],
    "agreement": ["ст. 438", "Регистрация", "Оплата", "Ответственность", "Прекращение", "отдельно", "(4842) 701-838"],
}


@pytest.mark.parametrize("name", ASKED)
def test_a_document_says_what_the_law_wants_said(name: str, anybody: FlaskClient) -> None:
    page = text(anybody.get(f"/documents/{name}"))
    assert [words for words in ASKED[name] if words not in page] == []


def test_what_only_the_supplier_knows_is_a_placeholder_until_he_says_it(tmp_path: Path, anybody: FlaskClient) -> None:
    unknown = "(кому поручена обработка данных, либо «никому»)"
    for name in ("policy", "consent"):
        assert unknown in text(anybody.get(f"/documents/{name}"))
    file = tmp_path / "supplier.json"
    facts = {"data_officer": "юрисконсульт", "data_location": "г. Калуга", "data_processors": "ООО «Хостинг»"}
    file.write_text(json.dumps(facts), encoding="utf-8")
    page = build(ScriptedClient(household.answers()), supplier_file=str(file)).test_client().get("/documents/policy")
    assert all(fact in text(page) for fact in facts.values()) and "(кому" not in text(page)


def test_older_editions_stay_readable(anybody: FlaskClient) -> None:
    now = text(anybody.get("/documents/consent"))
    assert "Редакция от 25 ноября 2026" in now and "Редакции" in now
    old = text(anybody.get("/documents/consent/2026-11-01"))
    assert "Это прежняя редакция" in old and "даю согласие" in old
    for wrong in ("/documents/consent/2020-01-01", "/documents/x/2026-11-01", "/documents/x"):
        assert anybody.get(wrong).status_code == 404


def test_a_new_edition_is_asked_for_before_anything_else(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.authenticate"] = household.identity().model_copy(update={"consent_version": "2026-11-01"})
    assert customer.get("/home").location == "/consent"
    assert customer.get("/settings/privacy").status_code == 200, "who does not agree may take his data and leave"
    refused = post(customer, "/consent", "/consent")
    assert refused.status_code == 422 and rpc.requests("auth.give_consent") == []
    assert post(customer, "/consent", "/consent", consent="1").location == "/home"
    assert rpc.requests("auth.give_consent")[0].version == CONSENT_VERSION


def test_the_supplier_may_leave_people_alone() -> None:
    old = household.identity().model_copy(update={"consent_version": None})
    app = build(ScriptedClient(household.answers() | {"auth.authenticate": old}), reconsent="off")
    client = app.test_client()
    client.set_cookie("__Host-session", household.TOKEN, domain="localhost", secure=True, path="/")
    assert client.get("/home", base_url="https://localhost").status_code == 200


def test_the_copy_is_of_all_accounts_and_services(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = "/settings/privacy"
    assert post(customer, f"{page}/data", page, current_password="guess").status_code == 401
    answer = post(customer, f"{page}/data", page, current_password=PASSWORD)
    assert answer.content_type == "application/zip" and "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
        names = book.namelist()
        assert json.loads(book.read("profile.json"))["profile"]["email"] == "ivanova@list.ru"
        assert json.loads(book.read("payments.json"))["payments"]
        assert json.loads(book.read("letters.json"))["letters"][0]["email"] == "ivanova@list.ru"
        assert "text" in json.loads(book.read("draft.json"))
        timeline = book.read(f"accounts/{FLAT}/timeline.csv").decode("utf-8-sig")
    assert timeline.startswith("Дата;Событие;") and "Начислено" in timeline
    for number in (FLAT, DACHA, GARAGE):
        for part in ("overview", "meter", "bills", "credits", "settlements", "readings"):
            assert f"accounts/{number}/{part}.json" in names
    assert {"README.txt", "delivery.json", "appeals.json"} <= set(names)


def test_half_a_copy_is_none(customer: FlaskClient, rpc: ScriptedClient) -> None:
    del rpc.answers["payments.list_payments"]
    answer = post(customer, "/settings/privacy/data", "/settings/privacy", current_password=PASSWORD)
    assert answer.status_code == 503 and "zip" not in str(answer.content_type)


def test_a_cabinet_is_deleted_after_a_warning_and_the_password(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = "/settings/privacy/delete"
    warned = text(customer.get(page))
    assert "Это нельзя отменить" in warned and "ст. 29 Закона № 402-ФЗ" in warned
    assert post(customer, page, page, current_password=PASSWORD).status_code == 422
    assert post(customer, page, page, current_password="guess", understood="1").status_code == 401
    assert rpc.requests("auth.delete_cabinet") == []
    done = post(customer, page, page, current_password=PASSWORD, understood="1")
    assert done.location == "/" and done.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert any(cookie.startswith("__Host-session=;") for cookie in done.headers.getlist("Set-Cookie"))
    assert len(rpc.requests("auth.delete_cabinet")) == 1
