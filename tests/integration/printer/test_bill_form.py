"""What the bill says (ПП 354, п. 69) and how it fits its page."""

import io
from functools import cache

import pytest
from pypdf import PdfReader

from services.billing.printer import layout
from services.billing.printer.bill_view import bill_view
from services.billing.printer.press import BILLS, Press
from tests.support.printed_bills import LONGEST_ADDRESS, LONGEST_NAME, bill, pages, words

press = Press()


@cache
def plain_text() -> str:
    return words(press.bill(bill()))


@pytest.mark.req("M4.1.1")
@pytest.mark.parametrize(
    "content",
    [
        "за октябрь 2026 г.",
        "(180)111111",
        "Иванов Сергей Петрович",
        "248000, г. Калуга, ул. Ленина, д. 15, кв. 42",
        "комнат: 3, зарегистрировано: 4 чел.",
        "городское население, газовая плита",
        "ПАО «Калужская сбытовая компания»",
        "4029030252",
        "1044004751746",
        "40702810438000060473",
        "переулок Суворова, 8",
        "(4842) 701-801",
        "sekretary@ksk.kaluga.ru",
        "№ 011234567890",
        "поверка до 01.05.2031",
        "01234",
        "01444",
        "8,32",
        "1 747,20",
        "Задолженность на начало",
        "1 599,36",
        "НДС 22 %",
        "по 31 октября 2026 г. включительно",
        "15 ноября 2026 г.",
        "(2) показания счётчика",
        "до 25-го числа",
        "ГИС ЖКХ: ЕЛС 50АА123456, ИД 50АА123456-01",
    ],
)
def test_the_bill_has_the_content_of_the_rules(content: str) -> None:
    assert content in plain_text()


def test_recalculations_are_printed_with_their_grounds() -> None:
    text = words(press.bill(bill(recalculations=1)))
    assert "По контрольным показаниям от 12.10.2026, акт № 1245/26" in text
    assert "−123,45" in text


def test_the_multiplier_has_a_column_of_its_own() -> None:
    text = words(press.bill(bill(meters=0, excess=87360)))
    assert "873,60" in text
    assert "(1) норматив" in text
    assert "Показания" not in text


@pytest.mark.req("M4.1.12")
def test_a_debtor_reads_the_notice_and_what_cannot_be_paid_here() -> None:
    text = words(press.bill(bill(debtor=True)))
    assert "Уведомление о предстоящем ограничении" in text
    assert "25 ноября 2026 г." in text
    assert (
        "Не входит в сумму счёта, в Личном кабинете не оплачивается, только по отдельным платёжным документам" in text
    )
    for debt in ("312,34 ₽", "5 000,00 ₽", "2 000,00 ₽", "3 500,00 ₽"):
        assert debt in text
    charged = "Пени за октябрь 2026 г. (ЖК РФ, ст. 155, ч. 14): 312,34 ₽, больше всего за долг 06.2026 62,06"
    for form in (text, words(press.large_bill(bill(debtor=True)))):
        assert charged in form
    assert "Пени за" not in words(press.bill(bill()))


def test_a_season_of_rest_is_explained() -> None:
    resting = bill(meters=0).model_copy(update={"lines": [], "charged_kopecks": 0})
    for text in (words(press.bill(resting)), words(press.large_bill(resting))):
        assert "расчёты приостановлены на сезон" in text
        assert "Объём определён" not in text


def test_a_bill_with_room_tells_how_to_pay() -> None:
    assert "Как оплатить" in plain_text() and "без комиссии" in plain_text()
    assert "Как платить дальше" in words(press.bill(bill(opening=-500000, paid=0)))
    assert "Как оплатить" not in words(press.bill(bill(zones=3, debtor=True))), "the notice needs the room"


def test_the_slip_of_an_account_without_a_meter_names_the_payees_account() -> None:
    slip = words(press.bill(bill(meters=0))).split("Линия отреза")[1]
    assert "Расчётный счёт 40702810438000060473" in slip


@pytest.mark.req("B11")
@pytest.mark.parametrize("draft", [{}, {"zones": 3, "debtor": True}])
def test_the_sum_and_its_reasons_are_read_aloud_before_the_slip(draft: dict[str, object]) -> None:
    html = layout.environment().get_template(BILLS[2]).render(bill_view(bill(**draft)))
    order = ["Итого к оплате", "Показания счётчика", "Начислено за месяц", "Расчёт суммы", 'class="slip"']
    assert sorted(order, key=html.index) == order


def test_who_owes_nothing_is_not_frightened() -> None:
    text = words(press.bill(bill()))
    assert "Уведомление" not in text
    assert "Справочно" not in text


def test_an_overpaid_bill_asks_for_nothing() -> None:
    text = words(press.bill(bill(opening=-500000, paid=0)))
    assert "К оплате 0,00 ₽" in text
    assert "Переплата 3 252,80 ₽" in text
    assert "Оплатить до" not in text


@pytest.mark.req("B10")
def test_the_bill_carries_its_code_and_where_to_check_it() -> None:
    assert "https://svet.kaluga.ru/check/7K3M-Q9PX-2B4D" in words(press.bill(bill()))


def test_no_advertising_and_no_fiscal_receipt_is_pretended() -> None:
    assert "кассовый чек" not in words(press.bill(bill())).lower()


@pytest.mark.parametrize("zones", [1, 2, 3])
@pytest.mark.parametrize("digits", [4, 7])
def test_the_slip_has_a_box_for_each_digit_of_each_zone(zones: int, digits: int) -> None:
    html = layout.environment().get_template(BILLS[2]).render(bill_view(bill(zones=zones, digits=digits)))
    assert html.count("<i></i>") == zones * digits


@pytest.mark.parametrize("zones", [1, 2, 3])
@pytest.mark.parametrize("debtor", [False, True])
def test_one_page_holds_the_longest_names_and_addresses(zones: int, debtor: bool) -> None:
    pdf = press.bill(
        bill(zones=zones, debtor=debtor, name=LONGEST_NAME, address=LONGEST_ADDRESS, long_facts=True, digits=7)
    )
    assert pages(pdf) == 1
    assert words(pdf).count(LONGEST_NAME) == 2
    assert words(pdf).count(LONGEST_ADDRESS) == 2
    assert "Данные подтверждаю, подпись" in words(pdf)


def test_a_text_beyond_all_measure_ends_in_an_ellipsis() -> None:
    pdf = press.bill(bill(name="Иванов" * 30, address="улица " * 200))
    assert pages(pdf) == 1
    assert "…" in words(pdf)


@pytest.mark.parametrize("zones", [1, 3])
@pytest.mark.parametrize("meters", [0, 1, 2])
@pytest.mark.parametrize("tiers", [1, 3])
@pytest.mark.parametrize("recalculations", [0, 2])
@pytest.mark.parametrize("debtor", [False, True])
def test_the_tables_never_run_into_the_slip(
    zones: int, meters: int, tiers: int, recalculations: int, debtor: bool
) -> None:
    long_facts = (zones + meters + tiers) % 2 == 0
    draft = bill(
        zones=zones, meters=meters, tiers=tiers, recalculations=recalculations, debtor=debtor, long_facts=long_facts
    )
    first, *rest = layout.lay_out(BILLS[2], bill_view(draft)).pages
    end = (rest[0] if rest else first).anchors["end"]
    foot = first.anchors["foot"]
    assert len(rest) <= 1
    if not rest:
        assert end[1] <= foot[1]


def test_what_does_not_fit_goes_on_overleaf_and_says_so() -> None:
    pdf = press.bill(bill(zones=3, tiers=3, meters=2, recalculations=3, debtor=True, long_facts=True))
    assert pages(pdf) == 2
    assert "Продолжение счёта на обороте" in words(pdf)
    second = " ".join(PdfReader(io.BytesIO(pdf)).pages[1].extract_text().split())
    assert "Счёт за электроэнергию, октябрь 2026, (180)111111" in second
    assert "Итого к оплате" in second


@pytest.mark.req("B11")
def test_the_large_print_says_the_same() -> None:
    text = words(press.large_bill(bill(debtor=True, zones=2)))
    for content in ("(180)111111", "Итого к оплате", "Уведомление о предстоящем", "7K3M-Q9PX-2B4D", "день"):
        assert content in text
