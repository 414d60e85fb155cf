"""The supplier's desk on scripted answers: who gets in, what a role sees, what each page shows."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

from chassis.errors import RpcTimeout
from contracts.access import ACCESS
from contracts.feedback import AppealList
from contracts.payments import PaymentList
from tests.support import route_samples
from tests.support.form_posting import post, text
from tests.support.scripted import household, staff_answers
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient
from tests.support.scripted.staff_answers import ACCOUNTANT, ADMINISTRATOR, OPERATOR, PAYMENT, as_role

ACCOUNT = f"/staff/accounts/{FLAT}"
SHOWN = {
    "/staff": ["Кого или что найти", "Обращения без ответа 1", "из них просрочено: 1", "Платежи на проверке 1"],
    "/staff?q=Иванова": ["Иванова Анна Петровна", "(180)111112", "1 234,56 ₽", "i***@list.ru", "ещё"],
    ACCOUNT: [
        *("ivanova@list.ru", "+79105551234"),
        *("Иванова Анна Петровна", "1 234,56 ₽", "7K3M-Q9PX-2B4D", "Счётчик № 011482339", "Почта России"),
        *("городское население, газовая плита", "90,5 кВт·ч на человека", "2 комнаты, 3 человека", "Калужский участок"),
        *(
            "7,24 / 10,12",
            "Почему счёт изменился",
            "Расчёты за год",
            "Просит звонить после 18 часов",
            "Новое обращение",
        ),
        *("Начислено за октябрь 2026", "О-2026-000123", "Чек об оплате", "оплачен", "+79105551234"),
    ],
    f"/staff/payments/{PAYMENT}": [
        *(
            "Платеж успешно выполнен",
            "Платёж оплачен",
            "Регистрация заказа в банке: заказ создан",
            "автоматическая проверка",
        ),
        *("Вопрос банку о заказе: заказ оплачен", "Неподлинное уведомление, отброшено", "Вы", "сотрудник 9c1e5a77"),
        *("понятного ответа нет", "выполнен, деньги идут на карту", "Вернуть деньги на карту"),
    ],
    f"/staff/payments/{PAYMENT}/refund": ["Можно вернуть 650,00 ₽", "Причина"],
    "/staff/registers": ["sber_0511.txt", "п/п 417 от 06-11-2026", "1 845 123,45 ₽", "Ждут лицевого счёта: 1"],
    "/staff/registers/r1": ["100000000005", "счёт не найден", "(180)111112"],
    "/staff/operations": ["Иванова А.П.", "18011111", "1 234,56 ₽"],
    "/staff/operations/5": ["ждёт лицевого счёта", "Зачислить на счёт", "строка 17"],
    "/staff/operations/6": ["(180)111112", "квитанция абонента", "Снять зачисление"],
    "/staff/reconciliation": ["5 ноября 2026", "212", "есть"],
    "/staff/reconciliation/2026-11-05": [
        *("есть в банке, нет в портале", "750,00 ₽", "acquiring_0511.csv:14", "Спросить банк", "212 платежей"),
    ],
    f"/staff/payments/{PAYMENT}/settle": ["не оплачен: денег по заказу нет", "Основание"],
    "/staff/review": ["P-manualreview-180111112", "на проверке у сотрудника"],
    f"{ACCOUNT}/bills/2026-10": ["Редакция", "действует", "Почему счёт изменился"],
    f"{ACCOUNT}/readings/told": ["Показания по телефону", "Прошлые: 12840", "Проверить и посчитать"],
    f"{ACCOUNT}/appeals/new": ["Как обратились", "Как дать ответ", "Кто обратился"],
    f"{ACCOUNT}/appeals/taken": ["С этим обращением работает petrova", "Забрать себе у petrova", "Записать ответ"],
    f"{ACCOUNT}/look/household": ["Причина", "каждая открытая страница записывается"],
    "/staff/appeals?whose=mine": ["мои", "ничьи", "просроченные", "В этой очереди обращений нет."],
    "/staff/appeals": ["О-2026-000123", "просрочено", "Почему показания за октябрь не учли?"],
    f"{ACCOUNT}/appeals/a1": ["Абонент", "Счёт 180111112.", "Отправить ответ", "До пяти файлов"],
    f"{ACCOUNT}/readings/control": ["Текущие показания счетчика (день)", "Прошлые: 12840", "Акт проверки"],
    f"{ACCOUNT}/readings/7/withdraw": ["Причина", "её увидит абонент"],
    f"{ACCOUNT}/correction": ["уменьшить", "Основание"],
    f"{ACCOUNT}/debts": ["Пени", "Госпошлина"],
    f"{ACCOUNT}/notice": ["Долг за электроэнергию: 1 234,56 ₽", "Способ вручения"],
    "/staff/letters": ["550 no such user", "не доставлено", "Отправить ещё раз"],
    "/staff/figures": [
        *("Оплачено за эти дни 12 345,00 ₽", "10 (25 %)", "Просрочено 1", "старшее 90 минут", "без оплаты: 5"),
        *("Те же данные таблицей", "Ждут сотрудника 1"),
    ],
    "/staff/audit": ["просмотр кабинета абонента", "ответ на обращение", "причина: =звонок абонента", "Скачать CSV"],
    "/staff/dead-letters": ["payment_succeeded.v1", "попыток: 5", "Вернуть в работу", "receipt_email"],
    "/staff/letters/kinds": ["Активируйте кабинет", "Нажмите кнопку", "Данные в них вымышлены"],
    "/staff/news": ["Ночью портал будет недоступен", "показывается", "ждёт начала", "Снять", "Сохранить объявление"],
    "/staff/templates": ["Поверка счётчика", "Поверку можно заказать у нас.", "Сохранить шаблон"],
    f"{ACCOUNT}/appeals/a1?template=t1": ["Начать с шаблона", "Поверку можно заказать у нас."],
    f"{ACCOUNT}/look/u1": ["Причина", "каждая открытая страница записывается"],
    "/staff/runs": ["рассчитан, этот расчёт не опубликован", "40 из 40", "расход намного больше обычного", "1 счёт"],
}


@pytest.mark.req("S5")
@pytest.mark.parametrize("path", SHOWN)
def test_a_page_of_the_desk_shows(path: str, desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = desk.get(path)
    assert answer.status_code == 200, text(answer)
    for words in SHOWN[path]:
        assert words in text(answer)
    # The session, the data, and on the trail the logins of whoever stands in it.
    assert rpc.rounds <= (3 if path == "/staff/audit" else 2)
    assert len(gzip.compress(answer.data)) <= 30 * 1024


@pytest.mark.req("S5")
def test_signing_in_gives_the_desk_a_cookie_of_its_own(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers |= staff_answers.answers()
    page = "/staff/sign-in"
    wrong = post(anybody, page, page, login=OPERATOR, password="right words", totp="654321")
    assert wrong.status_code == 401 and "Неверный логин, пароль или код." in text(wrong)
    assert "right words" not in wrong.text
    right = post(anybody, page, page, login=OPERATOR, password="right words", totp="123 456", next="/staff/appeals")
    assert (right.status_code, right.location) == (302, "/staff/appeals")
    cookie = next(c for c in right.headers.getlist("Set-Cookie") if c.startswith("__Host-staff="))
    assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Domain" not in cookie
    assert anybody.get("/home").status_code == 302, "the desk's session opens no customer's page"


@pytest.mark.parametrize("target", ["/home", "//evil.example", "https://evil.example/staff"])
def test_signing_in_leads_nowhere_but_to_the_desk(target: str, anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers |= staff_answers.answers()
    page = "/staff/sign-in"
    answer = post(anybody, page, page, login=OPERATOR, password="right words", totp="123456", next=target)
    assert answer.location == "/staff"


def test_signing_out_ends_the_session_and_forgets_the_pages(desk: FlaskClient, rpc: ScriptedClient) -> None:
    answer = post(desk, "/staff/sign-out", "/staff")
    assert answer.location == "/staff/sign-in?bye=1"
    assert rpc.requests("auth.sign_out")[0].token == staff_answers.token(ADMINISTRATOR)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert any(cookie.startswith("__Host-staff=;") for cookie in answer.headers.getlist("Set-Cookie"))


def test_the_token_of_the_suppliers_system_opens_no_desk(app: Flask, desk: FlaskClient, rpc: ScriptedClient) -> None:
    accountant = staff_answers.identity(ACCOUNTANT).model_copy(update={"scopes": ["import"]})
    rpc.answers["auth.authenticate"] = accountant
    for route in route_samples.every(app, "GET"):
        if route.desk and not route.public:
            assert desk.get(route.path).location.startswith("/staff/sign-in"), route
    assert {name for name, _ in rpc.asked} == {"auth.authenticate"}


def test_signing_in_names_the_session_that_it_replaces(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers |= staff_answers.answers()
    for cookie, page, call in (
        ("__Host-session", "/", "auth.sign_in"),
        ("__Host-staff", "/staff/sign-in", "auth.sign_in_staff"),
    ):
        for planted in ("planted-by-somebody", "x" * 300):
            anybody.set_cookie(cookie, planted, domain="localhost", secure=True, path="/")
            post(anybody, page, page, login=OPERATOR, account_number=FLAT, password="right words", totp="123456")
        assert [asked.replaces for asked in rpc.requests(call)] == ["planted-by-somebody", None]


def test_an_ended_session_leads_to_the_desks_own_sign_in(desk: FlaskClient) -> None:
    as_role(desk, "nobody-any-more")
    assert desk.get("/staff/appeals").location == "/staff/sign-in?next=/staff/appeals&expired=1"


@pytest.mark.req("S5", "M5.2")
def test_customers_have_no_desk(app: Flask, customer: FlaskClient, rpc: ScriptedClient) -> None:
    """Neither with their own cookie nor with their session in the desk's cookie."""
    for _ in range(2):
        for route in route_samples.every(app, "GET"):
            if route.desk and not route.public:
                assert customer.get(route.path).status_code == 403, route
        customer.set_cookie("__Host-staff", household.TOKEN, domain="localhost", secure=True, path="/")
    assert {name for name, _ in rpc.asked} == {"auth.authenticate"}


@pytest.mark.req("S5")
@pytest.mark.parametrize("role", [OPERATOR, ACCOUNTANT, ADMINISTRATOR])
def test_a_role_sees_and_may_what_the_access_matrix_says(role: str, desk: FlaskClient, rpc: ScriptedClient) -> None:
    as_role(desk, role)
    pages = {
        "/staff/runs": "billing.get_run",
        f"{ACCOUNT}/correction": "billing.post_correction",
        f"{ACCOUNT}/debts": "billing.set_other_debts",
        f"{ACCOUNT}/notice": "billing.issue_notice",
        f"{ACCOUNT}/readings/control": "readings.record_control_reading",
    }
    links = desk.get(ACCOUNT).text
    for path, call in pages.items():
        service, method = call.split(".")
        admitted = role in ACCESS[service][method].roles
        assert desk.get(path).status_code == (200 if admitted else 403), path
        assert (f'href="{path}"' in links) == admitted, path
    assert {caller.role for caller in rpc.callers if caller.user_id} == {role}


def test_a_refused_role_reads_it_inside_the_desk(desk: FlaskClient) -> None:
    as_role(desk, OPERATOR)
    answer = desk.get("/staff/runs")
    assert "Для роли «оператор» это действие закрыто." in text(answer)
    assert "Рабочее место" in text(answer) and 'href="/home"' not in answer.text


def test_a_number_leads_straight_to_its_account(desk: FlaskClient, rpc: ScriptedClient) -> None:
    assert desk.get("/staff?q=(180)111112").location == ACCOUNT
    assert "auth.find_users" not in [name for name, _ in rpc.asked]


@pytest.mark.req("S5")
def test_what_has_a_number_is_found_with_its_kind(desk: FlaskClient) -> None:
    meter = text(desk.get("/staff?q=011482339"))
    assert "счётчик 011482339 (180)111112" in meter, "nine digits that are no account's"
    assert "счёт на оплату за октябрь 2026 7K3M-Q9PX-2B4D" in text(desk.get("/staff?q=7K3M-Q9PX-2B4D"))
    assert "О-2026-000123" in text(desk.get("/staff?q=О-2026-123"))


@pytest.mark.req("S5")
@pytest.mark.parametrize(
    ("role", "left_out"), [(OPERATOR, {"operations", "payouts", "events"}), (ADMINISTRATOR, set())]
)
def test_the_menu_counts_what_the_role_may_see(role: str, left_out: set[str], desk: FlaskClient) -> None:
    as_role(desk, role)
    counted = desk.get("/staff/counts").get_json()
    assert {"appeals", "payments", "operations", "payouts", "events"} - set(counted) == left_out
    page = desk.get("/staff").text
    assert all((f'data-count="{name}"' in page) == (name in counted) for name in ("operations", "payouts", "events"))


def test_more_accounts_come_after_the_last_one(desk: FlaskClient, rpc: ScriptedClient) -> None:
    page = desk.get("/staff?q=Иванова").text
    assert "after=b180111112" in page
    desk.get("/staff?q=Иванова&after=b180111112")
    assert [query.after for query in rpc.requests("billing.find_accounts")] == [None, "b180111112"]
    assert len(rpc.requests("auth.find_users")) == 1


def test_a_payment_is_found_by_its_number_or_the_banks(desk: FlaskClient) -> None:
    assert f'href="/staff/payments/{PAYMENT}"' in desk.get(f"/staff?q={PAYMENT}").text
    assert desk.get("/staff/payments/bank-order-1").location == f"/staff/payments/{PAYMENT}"
    assert desk.get("/staff/payments/no-such-payment").status_code == 404


def test_empty_lists_say_so(desk: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers |= {
        "feedback.list_queue": AppealList(appeals=[]),
        "payments.list_for_review": PaymentList(payments=[]),
    }
    assert "На все обращения отвечено." in text(desk.get("/staff/appeals"))
    assert "Проверять нечего" in text(desk.get("/staff/review"))


def test_a_silent_service_leaves_a_named_gap(desk: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers |= {"payments.list_payments": RpcTimeout("payments", "list_payments")}
    page = text(desk.get(ACCOUNT))
    assert "Платежи: раздел временно недоступен." in page and "Иванова Анна Петровна" in page


def test_what_is_no_account_number_is_no_page(desk: FlaskClient) -> None:
    for path in ("/staff/accounts/12", "/staff/accounts/180111112x/correction", "/staff/accounts/abc/debts"):
        assert desk.get(path).status_code == 404


def test_looking_leaves_a_trail(desk: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", "gateway.staff.access.members"):
        desk.get(ACCOUNT)
    [line] = [record for record in caplog.records if record.name == "gateway.staff.access.members"]
    assert (line.member, line.role, line.subject) == (staff_answers.MEMBER_ID, ADMINISTRATOR, FLAT)  # type: ignore[attr-defined]
