"""What form 2 of the bill says beyond form 1: grounds in full, what п. 31 and 69 demand."""

import pytest
import zxingcpp
from fontTools.ttLib import TTFont

from contracts.bill import InstalmentOffer, PenaltyBlock, PenaltyLine, Recalculation
from contracts.supplier import Supplier
from services.billing.printer import layout
from services.billing.printer.bill_view import bill_view
from services.billing.printer.fitting import FONTS
from services.billing.printer.press import BILLS, Press
from tests.support.printed_bills import LONGEST_ADDRESS, LONGEST_NAME, bill, pages, picture, words

press = Press()


def test_the_penalty_names_the_largest_debts_and_what_the_others_make() -> None:
    parts = {"2026-04": 10, "2026-05": 14_144, "2026-06": 9_000, "2026-07": 8_000, "2026-08": 80}
    lines = [PenaltyLine(period=period, amount_kopecks=kopecks) for period, kopecks in parts.items()]
    penalty = PenaltyBlock(charged_kopecks=sum(parts.values()), lines=lines)
    said = "больше всего за долг 05.2026 141,44; 06.2026 90,00; 07.2026 80,00; другие 2 мес. 0,90"
    assert said in words(press.bill(bill().model_copy(update={"penalty": penalty})))


def test_a_torn_off_slip_can_be_paid_without_the_code() -> None:
    slip = words(press.bill(bill(zones=3, address=LONGEST_ADDRESS, name=LONGEST_NAME))).split("Линия отреза")[1]
    assert "Р/с 40702810438000060473, ПАО Сбербанк, БИК 044525225, к/с 30101810400000000225" in slip
    assert "ИНН 4029030252" in slip


@pytest.mark.req("S2")
def test_a_calculated_reading_is_called_so_and_shows_what_it_rests_on() -> None:
    for text in (words(press.bill(bill(estimated=True))), words(press.large_bill(bill(estimated=True)))):
        assert "01234" in text and "расчётное" in text and "01034" in text and "снято 23.07.2026" in text


@pytest.mark.req("S2")
def test_the_raising_factor_stands_with_its_act_and_what_it_adds() -> None:
    words_of_it = "Повышающий коэффициент 1,5, основание: акт об отказе в допуске к счётчику № 7 от 12.09.2026."
    for text in (words(press.bill(bill(raised=True, excess=57_408))), words(press.large_bill(bill(raised=True)))):
        assert words_of_it in text
    assert "Плата выше на 574,08 ₽" in words(press.bill(bill(raised=True, excess=57_408)))


@pytest.mark.req("S2")
def test_an_absence_is_a_line_of_its_own_after_the_full_norm() -> None:
    text = words(press.bill(bill(meters=0, absent_days=12)))
    assert "Электроснабжение 1 291 8,32 2 421,12" in text, "210 kWh that are charged and 81 that are taken off"
    assert "Перерасчёт за 12 дн.: 291 × 19/31, временное отсутствие с 05.10.2026 по 16.10.2026" in text
    assert "заявление № 214 от 30.09.2026, справка с места временного пребывания −81 8,32 −673,92" in text
    assert "Всего начислено 1 747,20" in text


@pytest.mark.req("S2")
def test_an_instalment_agreement_stands_on_the_bill() -> None:
    for text in (words(press.bill(bill(agreement=True))), words(press.large_bill(bill(agreement=True)))):
        assert "Соглашение № 12/27 от 10.10.2026" in text
        assert "15.11.2026 — 4 166,50 ₽" in text and "15.04.2027 — 4 166,50 ₽" in text


@pytest.mark.req("S2")
def test_instalments_are_offered_where_the_month_costs_a_quarter_more() -> None:
    offer = InstalmentOffer(charged_kopecks=174_720, year_ago_kopecks=100_000, percent=25)
    offered = bill().model_copy(update={"instalment_offer": offer})
    for text in (words(press.bill(offered)), words(press.large_bill(offered))):
        assert "за тот же месяц прошлого года 1 000,00 ₽" in text and "п. 72" in text


@pytest.mark.req("S2")
@pytest.mark.parametrize(
    "told", ["по 25-е число", "п. 59", "не допустил проверяющих", "вмешательстве в работу счётчика"]
)
def test_the_quarterly_information_has_its_four_subjects(told: str) -> None:
    for text in (words(press.bill(bill(informs=True))), words(press.large_bill(bill(informs=True)))):
        assert told in text
    assert told not in words(press.bill(bill()))


@pytest.mark.req("S2")
def test_a_ground_of_300_characters_is_printed_whole() -> None:
    ground = ("Акт № 12/45 от 05.10.2026 о предоставлении услуги ненадлежащего качества; " * 5)[:299] + "."
    one = Recalculation(ground=ground, amount_kopecks=-1)
    for draft in (bill().model_copy(update={"recalculations": [one]}), bill(months=1, ground=ground)):
        text = words(press.bill(draft))
        assert ground in text and "…" not in text


@pytest.mark.req("S2")
def test_twelve_months_of_recalculation_stay_a_table() -> None:
    pdf = press.bill(bill(zones=3, tiers=3, months=12))
    text = words(pdf)
    for number in range(12):
        assert f"{number + 1:02d}.2025 −{100 + number} 8,32 −" in text
    assert pages(pdf) == 2 and text.count("Данные подтверждаю") == 1


def test_two_meters_that_count_side_by_side_have_boxes_both() -> None:
    html = layout.environment().get_template(BILLS[2]).render(bill_view(bill(zones=2, meters=2, points=2)))
    assert html.count("<i></i>") == 2 * 2 * 5
    replaced = layout.environment().get_template(BILLS[2]).render(bill_view(bill(zones=2, meters=2)))
    assert replaced.count("<i></i>") == 2 * 5, "the meter that was taken down is read no more"
    assert pages(press.bill(bill(zones=2, meters=2, points=2, address=LONGEST_ADDRESS))) == 1


def test_a_space_between_rare_letters_is_a_space() -> None:
    font = TTFont(FONTS / "BillSans-Bold-Rare.ttf")
    assert {0x20, 0xA0} <= set(font.getBestCmap())
    pdf = press.bill(bill(name="Әминә Җәләл"))
    assert "Әминә Җәләл" in words(pdf)


@pytest.mark.req("M4.1.1")
def test_placeholders_print_no_code_and_promise_none() -> None:
    vague = bill().model_copy(update={"supplier": Supplier().block})
    assert zxingcpp.read_barcodes(picture(press.bill(vague))) == []
    text = words(press.bill(vague))
    assert "По QR-коду" not in text and "покажите QR-код" not in text
