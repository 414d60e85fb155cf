"""«Напоминания» at the desk (B9): the rules in words, a change, what is wrong with it, and the way back."""

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal
from tests.support.form_posting import post, text
from tests.support.scripted import staff_answers
from tests.support.scripted.rpc_client import ScriptedClient

PAGE = "/staff/reminders"


@pytest.mark.req("B9", "S5")
def test_the_rules_are_told_in_words_with_their_letters(desk: FlaskClient, rpc: ScriptedClient) -> None:
    shown = text(desk.get(PAGE))
    for words in (
        "рассылается, с 22 по 25 число", "за 3 дн. до срока", "с 9:00 до 20:00", "Активируйте кабинет",
        "за 5, 1 дн. до срока", "вступит в силу", "Сейчас: не рассылается .",
    ):  # fmt: skip
        assert words in shown
    assert rpc.rounds <= 2


@pytest.mark.req("B9", "S5")
def test_an_administrator_changes_a_rule_and_takes_it_back(desk: FlaskClient, rpc: ScriptedClient) -> None:
    done = post(desk, f"{PAGE}/verification", PAGE, on="1", numbers="30, 90;60", since="2026-12-01")
    assert done.status_code == 302
    [change] = rpc.requests("notifications.change_reminder_rules")
    assert [(rule.name, rule.numbers) for rule in change.rules] == [
        ("verification_on", [1]),
        ("verification_days_before", [90, 60, 30]),
    ]
    assert "«Поверка счётчика»: сохранено, действует с 1 декабря 2026." in text(desk.get(PAGE))
    post(desk, f"{PAGE}/due_days_before/2026-12-01/drop", PAGE)
    [dropped] = rpc.requests("notifications.drop_reminder_rule")
    assert (dropped.name, dropped.since.isoformat()) == ("due_days_before", "2026-12-01")


@pytest.mark.req("S5")
@pytest.mark.parametrize(
    ("topic", "typed", "message"),
    [
        ("readings", {"first": "двадцать", "last": "25"}, "Укажите целое число."),
        ("due", {"numbers": "3 или 5"}, "Укажите числа через запятую"),
        ("hours", {"first": "9", "last": "20", "since": ""}, "Укажите день, с которого"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    topic: str, typed: dict[str, str], message: str, desk: FlaskClient, rpc: ScriptedClient
) -> None:
    answer = post(desk, f"{PAGE}/{topic}", PAGE, **({"since": "2026-12-01"} | typed))
    assert answer.status_code == 422 and text(answer).count(message) == 2
    assert rpc.requests("notifications.change_reminder_rules") == []


def test_a_refusal_of_the_service_lands_on_the_numbers(desk: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["notifications.change_reminder_rules"] = Refusal("bad_request", "Не больше 28.", "readings_days")
    answer = post(desk, f"{PAGE}/readings", PAGE, on="1", first="22", last="31", since="2026-12-01")
    assert 'id="readings-first"' in answer.text and 'value="31"' in answer.text and "Не больше 28." in answer.text


def test_an_operator_reads_and_changes_nothing(desk: FlaskClient, rpc: ScriptedClient) -> None:
    staff_answers.as_role(desk, staff_answers.OPERATOR)
    shown = desk.get(PAGE)
    assert shown.status_code == 200 and "Изменить" not in shown.text and "Отменить" not in shown.text
