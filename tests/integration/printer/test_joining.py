"""Many bills in one file: each page looks as in its own file, and what they share stands there once."""

import io

import pytest
from PIL import ImageChops
from pypdf import PdfReader

from services.billing.printer.joining import joined, without_copies
from services.billing.printer.press import Press
from tests.support.printed_bills import bill, pages, picture, words

pytestmark = pytest.mark.req("S2")
press = Press()
DRAFTS = (
    {},
    {"zones": 2, "name": "Петров Пётр"},
    {"zones": 3, "tiers": 3, "months": 12},
    {"name": "Әминә Җәләл"},
    {"meters": 0, "debtor": True},
)


def test_each_page_looks_as_in_its_own_file() -> None:
    alone = [press.bill(bill(**draft)) for draft in DRAFTS]
    whole = joined(alone, front_sides=False)
    assert pages(whole) == sum(map(pages, alone)) == 6
    place = 0
    for pdf in alone:
        for page in range(pages(pdf)):
            assert ImageChops.difference(picture(whole, place), picture(pdf, page)).getbbox() is None
            place += 1


def test_each_bill_begins_on_a_front_side_and_blank_backs_stay() -> None:
    whole = joined(press.bill(bill(**draft)) for draft in DRAFTS)
    texts = [page.extract_text().strip() for page in PdfReader(io.BytesIO(whole)).pages]
    assert len(texts) == 10
    assert [bool(text) for text in texts] == [True, False, True, False, True, True, True, False, True, False]


def test_shared_fonts_make_a_bill_small() -> None:
    alone = [press.bill(bill(account=f"18011{number:04d}")) for number in range(20)]
    whole = joined(alone, front_sides=False)
    assert len(whole) < sum(map(len, alone)) / 3
    assert "(180)110019" in words(whole)


def test_a_file_without_copies_stays_as_it_is() -> None:
    once = joined([press.bill(bill())], front_sides=False)
    assert len(without_copies(once)) == len(once)
