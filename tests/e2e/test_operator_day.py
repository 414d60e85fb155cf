"""A day of operators: calls without the mouse, an appeal that two of them open, a household that never registered."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser.staff import Member
from tests.support.running_portal import RunningPortal

pytestmark = pytest.mark.req("S5")
CALLS = "180111117"
STRANGER = "180200018"
"""Nobody registers this account in any test of the folder."""


@pytest.fixture(scope="module")
def operator(browser: Browser, portal: RunningPortal) -> Iterator[Member]:
    member = Member.sign_in(browser, portal, "operator")
    yield member
    member.page.context.close()


@pytest.fixture(scope="module")
def colleague(browser: Browser, portal: RunningPortal) -> Iterator[Member]:
    member = Member.sign_in(browser, portal, "administrator")
    yield member
    member.page.context.close()


@pytest.mark.timeout(300)
def test_a_call_is_answered_by_keys_and_two_operators_do_not_answer_twice(operator: Member, colleague: Member) -> None:
    desk = operator.page
    desk.keyboard.press("Slash")
    desk.keyboard.type(CALLS)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Лицевой счёт (180)111117", level=1)).to_be_visible()
    expect(desk.get_by_text("Тарифная группа")).to_be_visible()
    readings_by_telephone(operator)
    appeal = appeal_by_telephone(operator)

    for member in (operator, colleague):
        member.find(appeal)
        member.page.get_by_role("link", name=appeal).click()
        expect(member.page.get_by_role("heading", name=f"Обращение {appeal}")).to_be_visible()
    operator.press("Взять в работу")
    colleague.page.reload()
    expect(colleague.page.get_by_text("С этим обращением работает operator")).to_be_visible()
    for member, words in ((operator, "Мастер придёт завтра"), (colleague, "Мастера не будет")):
        member.page.get_by_label("Текст ответа").fill(words)
    operator.press("Записать ответ")
    expect(desk.get_by_text("записан.")).to_be_visible()
    colleague.press("Записать ответ")
    expect(colleague.page.get_by_text("уже ответил сотрудник operator").first).to_be_visible()
    expect(colleague.page.get_by_label("Текст ответа")).to_have_value("Мастера не будет")


def readings_by_telephone(operator: Member) -> None:
    desk = operator.page
    desk.keyboard.press("p")
    fields = desk.locator("main input[name^=reading_]")
    expect(fields.first).to_be_visible()
    hints = desk.locator("main .hint")
    for place in range(fields.count()):
        before = re.search(r"\d+", hints.nth(place).inner_text())
        fields.nth(place).fill(str(int(before[0] if before else 0) + 90))
    operator.press("Проверить и посчитать")
    expect(desk.get_by_text("кВт·ч").first).to_be_visible()
    desk.get_by_role("button", name=re.compile("Записать показания|Всё равно записать")).click()
    expect(desk.get_by_text("Показания по телефону записаны.")).to_be_visible()
    expect(desk.locator("#readings").get_by_text("по телефону").first).to_be_visible()


def appeal_by_telephone(operator: Member) -> str:
    desk = operator.page
    desk.keyboard.press("a")
    desk.get_by_label("Кто обратился").fill("Иванова Анна")
    desk.get_by_label("Телефон, адрес или почта для ответа").fill("+7 910 555-12-34")
    desk.get_by_label("Суть обращения").fill("Счётчик мигает и не считает")
    operator.press("Зарегистрировать обращение")
    return re.sub(r"^Обращение ", "", desk.get_by_role("heading", level=1).inner_text())


@pytest.mark.timeout(240)
def test_notes_and_the_cabinet_of_whoever_never_registered(operator: Member) -> None:
    desk = operator.page
    operator.find(STRANGER)
    desk.get_by_label("Заметка для коллег").fill("Звонить после 18 часов")
    operator.press("Записать заметку")
    expect(desk.get_by_text("Звонить после 18 часов").first).to_be_visible()
    desk.get_by_role("link", name="Открыть кабинет, каким его увидит абонент").click()
    desk.get_by_label("Причина").fill("звонок абонента")
    operator.press("Открыть кабинет")
    expect(desk.get_by_role("heading", name="Главная")).to_be_visible()
    expect(desk.get_by_text("Звонить после 18 часов")).to_have_count(0)
    operator.press("Закончить просмотр")
    expect(desk.get_by_role("heading", name="Лицевой счёт (180)200018")).to_be_visible()


@pytest.mark.timeout(240)
def test_the_keys_are_told(operator: Member) -> None:
    desk = operator.page
    desk.goto("/staff")
    desk.keyboard.press("Shift+Slash")
    expect(desk.get_by_role("heading", name="Клавиши")).to_be_visible()
    expect(desk.get_by_text("к полю поиска с любой страницы")).to_be_visible()
    operator.press("Закрыть")
