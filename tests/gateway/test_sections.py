"""What the sections show, in the words of the manual."""

import gzip
import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.errors import Refusal, RpcTimeout
from contracts.billing import Overviews
from contracts.feedback import AppealList
from tests.support import route_samples
from tests.support.form_posting import post, text
from tests.support.scripted import household
from tests.support.scripted.application import build
from tests.support.scripted.household import DACHA, FLAT, PASSWORD
from tests.support.scripted.rpc_client import ScriptedClient
from wording.dates import day

LABELS = {
    "/": ["Войти в систему", "Забыли пароль?", "Зарегистрироваться"],
    "/registration": ["Зарегистрироваться", "согласие на обработку персональных данных", "пользовательское соглашение"],
    "/recovery": ["Восстановить"],
    "/payments": [
        "Обновить",
        "передача показаний без оплаты",
        "Платеж успешно выполнен",
        "● дополнительный лицевой счёт (180)111116",
    ],
    "/credits": ["Обновить", "Выберите лицевой счет", "Расчетный период", "Почта России"],
    "/settlements": [
        "Обновить",
        "Выберите лицевой счет",
        "Оплачено",
        "сверяйте с суммой «Оплачено» за август",
        "по среднему",
    ],
    "/readings": [
        "Обновить",
        "Выберите лицевой счет",
        "при оплате",
        "без оплаты",
        "контрольные",
        "не учтены",
        "в счёте за октябрь 2026",
    ],
    "/settings": [
        "доставлять счет на e-mail",
        "доставлять бумажный счет",
        "добавить лицевой счет",
        "удалить",
        "Сменить пароль",
        "изменить",
    ],
    "/feedback": ["отправить", "очистить", "Обновить", "О-2026-000123", "Показания пришли 27 октября"],
    "/information": [
        *("не могут быть возвращены", "Определены офертой", "1044004751746", "(4842) 701-838", "до 2 МБ"),
        *("Регистрация и вход", "Получить чек по электронной почте", "5–6-го числа", "отдельные платёжные документы"),
    ],
    "/bills/180111112/2026-10": ["Почему счёт изменился", "Изменился расход: было"],
    "/check/7K3M-Q9PX-2B4D": ["Такой счёт мы выставляли"],
    "/documents/policy": ["152-ФЗ"],
}


@pytest.mark.parametrize("path", LABELS)
def test_a_section_speaks_the_words_of_the_manual(path: str, app: Flask, customer: FlaskClient) -> None:
    client = app.test_client() if path in ("/", "/registration", "/recovery") else customer
    page = text(client.get(path))
    for label in LABELS[path]:
        assert label in page, label


def test_every_page_of_the_cabinet_has_its_exit(app: Flask, customer: FlaskClient) -> None:
    for route in route_samples.every(app, "GET"):
        answer = customer.get(route.path)
        if not route.public and answer.status_code == 200 and answer.content_type.startswith("text/html"):
            assert "Выход" in text(answer) and "необходимо нажимать на опцию «Выход»" in text(answer), route


def test_a_page_takes_at_most_two_rounds_and_thirty_kilobytes(
    app: Flask, customer: FlaskClient, rpc: ScriptedClient
) -> None:
    for route in route_samples.every(app, "GET"):
        rpc.rounds = 0
        answer = customer.get(route.path)
        if answer.content_type.startswith("text/html"):
            assert rpc.rounds <= 2, route
            assert len(gzip.compress(answer.data)) <= 30 * 1024, route


def test_styles_and_scripts_and_fonts_stay_small(app: Flask, anybody: FlaskClient) -> None:
    names = set(re.findall(r'"(/assets/[^"]+\.(?:css|js))"', anybody.get("/").text))
    assert len(names) == 2
    assert sum(len(gzip.compress(anybody.get(name).data)) for name in names) <= 60 * 1024
    fonts = [anybody.get(f"/static/fonts/golos-{part}.woff2").data for part in ("cyrillic", "latin", "rouble")]
    assert sum(map(len, fonts)) <= 120 * 1024


def test_pages_ask_nothing_of_third_parties_and_run_nothing_inline(app: Flask, customer: FlaskClient) -> None:
    for route in route_samples.every(app, "GET"):
        page = customer.get(route.path)
        if page.content_type.startswith("text/html"):
            assert not re.search(r'(?:src|<link[^>]+href)="https?:', page.text), route
            assert not re.search(r"\son\w+=|<style|style=|<script(?![^>]+src=)", page.text), route


@pytest.mark.parametrize(
    "query", ["from=2026-13-01", "from=вчера", "from=2026-11-10&to=2026-11-01", "from=1900-01-01", "to=9999-12-31"]
)
def test_a_senseless_interval_is_explained_and_the_default_shown(query: str, customer: FlaskClient) -> None:
    answer = customer.get(f"/credits?{query}")
    assert answer.status_code == 200 and 'role="alert"' in answer.text
    assert customer.get(f"/api/v1/accounts/{FLAT}/credits?{query}").status_code == 422


def test_three_months_by_default_and_the_asked_interval(customer: FlaskClient, rpc: ScriptedClient) -> None:
    customer.get("/payments")
    customer.get("/payments?from=2026-01-01&to=2026-02-01")
    default, asked = rpc.requests("payments.list_payments")
    assert 89 <= (default.until - default.since).days <= 92
    assert (asked.since.isoformat(), asked.until.isoformat()) == ("2026-01-01", "2026-02-01")
    assert len(default.account_numbers) == 3


@pytest.mark.parametrize(
    ("path", "data", "method"),
    [
        ("/settings/delivery", {"email_bill": "1"}, "notifications.set_delivery"),
        ("/settings/reminders", {"reminders": ["bill", "due"]}, "notifications.set_reminders"),
        ("/settings/accounts", {"account_number": "180111115"}, "auth.link_account"),
        (f"/settings/accounts/{DACHA}/remove", {}, "auth.unlink_account"),
        ("/settings/email", {"email": "new@mail.ru"}, "auth.request_email_change"),
        ("/settings/phone", {"phone": "8 910 123-45-67"}, "auth.change_phone"),
        ("/settings/password", {"password": "n" * 12, "password_confirmation": "n" * 12}, "auth.change_password"),
        ("/settings/tokens", {"name": "Дом", "scopes": ["read"], "days": "30"}, "auth.issue_token"),
    ],
)
def test_a_change_needs_the_current_password(
    path: str, data: dict[str, object], method: str, customer: FlaskClient, rpc: ScriptedClient
) -> None:
    wrong = post(customer, path, "/settings", current_password="wrong one", **data)
    assert wrong.status_code == 401 and "Неверный текущий пароль" in wrong.text and "wrong one" not in wrong.text
    assert rpc.requests(method) == []
    right = post(customer, path, "/settings", current_password=PASSWORD, **data)
    assert right.status_code in (200, 302)
    assert len(rpc.requests(method)) == 1
    assert rpc.callers[[name for name, _ in rpc.asked].index(method)].confirmed


def test_some_way_of_delivery_must_stay(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = post(customer, "/settings/delivery", "/settings", current_password=PASSWORD)
    assert answer.status_code == 422 and "хотя бы один способ" in answer.text
    assert rpc.requests("notifications.set_delivery") == []


@pytest.mark.parametrize(("size", "status"), [(2 * 1024 * 1024, 302), (2 * 1024 * 1024 + 1, 422)])
def test_a_file_may_be_two_mebibytes_inclusive(
    size: int, status: int, customer: FlaskClient, rpc: ScriptedClient
) -> None:
    answer = post(
        customer, "/feedback", "/feedback", text="Вопрос", nonce="12345678", files=(io.BytesIO(b"x" * size), "a.pdf")
    )
    assert answer.status_code == status
    if status == 302:
        [appeal] = rpc.requests("feedback.send_appeal")
        assert appeal.account_number == FLAT and appeal.email == "ivanova@list.ru" and len(appeal.files) == 1
    else:
        assert "«a.pdf» больше 2 МБ" in answer.text and "Вопрос" in answer.text


@pytest.mark.req("M4.7.1")
def test_a_closed_appeal_can_be_opened_again_and_says_until_when(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["feedback.list_appeals"] = AppealList(appeals=[household.appeal("closed")])
    until = day(household.NOW + timedelta(days=30)).replace("\xa0", " ")
    assert f"Открыть можно до {until}" in text(customer.get("/feedback"))
    response = post(customer, "/feedback/a1/reply", "/feedback", reply="Не помогло", nonce="12345678")
    assert response.status_code == 302 and rpc.requests("feedback.reply_appeal")[0].text == "Не помогло"
    assert "Обращение О-2026-000123 открыто снова. Ответим до 20 декабря 2026." in text(customer.get("/feedback"))
    rpc.answers["feedback.reply_appeal"] = Refusal("appeal_closed", "Отправьте новое.")
    late = text(post(customer, "/feedback/a1/reply", "/feedback", reply="Не помогло", nonce="12345678"))
    assert "Отправьте новое." in late and late.count("Не помогло") == 1


def test_a_mistyped_mail_domain_is_asked_about_once(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    data = {
        "account_number": "180111112",
        "email": "sidor_ivanov@lst.ru",
        "password": "p" * 12,
        "password_confirmation": "p" * 12,
        "consent": "1",
    }
    asked = post(anybody, "/registration", "/registration", **data)
    assert "Возможно, вы имели в виду list.ru ?" in text(asked) and "p" * 12 not in asked.text
    done = post(anybody, "/registration", "/registration", email_seen=data["email"], **data)
    assert done.status_code == 302 and rpc.requests("auth.register")[0].email == "sidor_ivanov@lst.ru"


@pytest.mark.req("M3.4")
def test_an_unclear_failure_shows_the_support(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.register"] = RpcTimeout("auth.register")
    data = {"account_number": "180111112", "email": "a@list.ru", "password": "p" * 12, "consent": "1"}
    answer = post(anybody, "/registration", "/registration", **data)
    assert answer.status_code == 503 and "(4842) 701-838" in answer.text and "с 8:00 до 17:00" in answer.text


def test_opening_the_activation_link_uses_nothing_up(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    assert "Активировать" in anybody.get("/activation?token=abc").text
    assert rpc.asked == []
    done = post(anybody, "/activation", "/activation?token=abc", token="abc")
    assert done.status_code == 302 and rpc.requests("auth.activate")[0].token == "abc"


def test_not_activated_offers_another_letter(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.sign_in"] = Refusal("not_activated", "Аккаунт ещё не активирован.")
    answer = post(anybody, "/", "/", account_number="180111112", password="p" * 12)
    assert answer.status_code == 403 and "Отправить письмо для активации ещё раз" in answer.text


def test_a_temporary_password_opens_nothing_but_its_replacement(customer: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["auth.authenticate"] = household.identity(must_change=True)
    assert customer.get("/home").location == "/password"
    assert customer.get("/api/v1/accounts").status_code == 403
    assert "Придумайте новый пароль" in customer.get("/password").text


def test_the_timeline_is_exported(customer: FlaskClient) -> None:
    rows = customer.get("/timeline.csv").data.decode("utf-8-sig").splitlines()
    money = [row for row in rows if "Показания" not in row]
    assert money[1].endswith("Начислено за октябрь 2026;1653,20;1653,20") and money[2].endswith(";-750,00;903,20")
    assert any("Показания день 12840, ночь 5840, при оплате;;" in row for row in rows), "readings move no money"
    with zipfile.ZipFile(io.BytesIO(customer.get("/timeline.xlsx").data)) as book:
        assert "xl/worksheets/sheet1.xml" in book.namelist()


def test_what_people_wrote_is_never_markup(customer: FlaskClient, rpc: ScriptedClient) -> None:
    evil = household.overview(FLAT).model_copy(update={"address": "<script>alert(1)</script>"})
    rpc.answers["billing.get_overviews"] = lambda r: Overviews(accounts=[evil])
    assert "<script>alert" not in customer.get("/home").text


@pytest.mark.req("M4.8.1", "M1.1")
def test_information_tells_chapters_seven_to_nine_of_whatever_supplier(tmp_path: Path) -> None:
    page = text(build(ScriptedClient({})).test_client().get("/information"))
    for words in (
        "support@ksk.kaluga.ru",
        "(4842) 701-838",
        "с 8:00 до 17:00",
        "перерыв с 12:00 до 13:00",
        "не могут быть возвращены",
        "Определены офертой",
        "1044004751746",
        "4029030252",
        "sekretary@ksk.kaluga.ru",
    ):
        assert words in page, words
    other = tmp_path / "supplier.json"
    other.write_text('{"name": "АО «Другой сбыт»", "inn": "7707083893"}', encoding="utf-8")
    page = text(build(ScriptedClient({}), supplier_file=str(other)).test_client().get("/information"))
    assert "АО «Другой сбыт»" in page and "7707083893" in page and "4029030252" not in page


@pytest.mark.req("M4.3.2")
def test_additional_accounts_are_red_and_marked(customer: FlaskClient) -> None:
    page = customer.get("/payments").text
    assert (
        page.count('class="other-account"') == 2 and page.count('class="other-account__mark" aria-hidden="true">●') == 2
    )


@pytest.mark.req("M4.5.1", "B4")
def test_settlements_are_downloaded_as_csv_and_xlsx(customer: FlaskClient) -> None:
    rows = customer.get("/settlements.csv").data.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("Расчетный период;Тариф") and [row[:7] for row in rows[1:]] == [
        "2026-10",
        "2026-09",
        "2026-08",
    ]
    with zipfile.ZipFile(io.BytesIO(customer.get("/settlements.xlsx").data)) as book:
        assert "Расчеты" in book.read("xl/workbook.xml").decode()
        assert book.read("xl/worksheets/sheet1.xml").decode().count("<row") == 4


@pytest.mark.req("M4.1.2", "S2")
def test_a_corrected_bill_shows_what_it_was_before(customer: FlaskClient, rpc: ScriptedClient) -> None:
    page = customer.get("/bills/180111112/2026-10").text
    assert "Счёт исправлен" in page and "revision=1" in page
    assert customer.get("/bills/180111112/2026-10.pdf?revision=1").status_code == 200
    assert rpc.requests("printer.print_bill")[-1].revision == 1
