"""The file itself: small, tagged, whole, the same for the same bill, and alike whichever way it was made."""

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader

from services.billing.printer import layout
from services.billing.printer.bill_view import bill_view
from services.billing.printer.documents import png
from services.billing.printer.layout import BundledOnly
from services.billing.printer.leaves import leaves, marked, shape
from services.billing.printer.marks import mark
from services.billing.printer.press import BILLS, Press
from services.billing.printer.stencil import UnsettableError, cut
from tests.support.printed_bills import LONGEST_ADDRESS, LONGEST_NAME, bill, pages, picture, words

KIB = 1024
DRAFTS = {
    "one zone": {},
    "two zones": {"zones": 2, "digits": 6},
    "three zones": {"zones": 3, "recalculations": 1},
    "no meter": {"meters": 0, "excess": 87360},
    "overpaid": {"opening": -500000, "paid": 0},
    "debtor": {"debtor": True, "opening": 123456789},
    "long": {"name": LONGEST_NAME, "address": LONGEST_ADDRESS, "long_facts": True},
    "two pages": {"zones": 3, "tiers": 3, "meters": 2, "recalculations": 3, "debtor": True},
}
press = Press()


def plain(**words: object) -> bytes:
    return layout.write(layout.lay_out(BILLS[2], bill_view(bill(**words))))


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_the_stencil_looks_as_weasyprint_alone_would_print_it(draft: dict[str, object]) -> None:
    """Not one pixel in a thousand differs visibly, and none by more than the smoothing of an edge."""
    fast, slow = press.bill(bill(**draft)), plain(**draft)
    assert pages(fast) == pages(slow)
    for page in range(pages(fast)):
        difference = ImageChops.difference(picture(fast, page), picture(slow, page))
        counts = difference.histogram()
        assert sum(counts[32:]) / sum(counts) < 0.001
        assert difference.getextrema()[1] < 96


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_the_stencil_says_what_weasyprint_alone_would_say(draft: dict[str, object]) -> None:
    assert words(press.bill(bill(**draft))) == words(plain(**draft))


@pytest.mark.parametrize("draft", DRAFTS.values(), ids=DRAFTS.keys())
def test_a_bill_is_at_most_80_kib(draft: dict[str, object]) -> None:
    assert len(press.bill(bill(**draft))) <= 80 * KIB


@pytest.mark.req("B11")
def test_the_file_is_tagged_for_screen_readers() -> None:
    root = PdfReader(io.BytesIO(press.bill(bill(zones=2)))).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "ru"
    assert "/StructTreeRoot" in root
    packet = ET.fromstring(root["/Metadata"].get_data().decode())
    assert any("pdfua" in name for element in packet.iter() for name in element.attrib)


def test_every_file_is_titled_by_its_own_bill() -> None:
    for account in ("180111111", "180222222"):
        reader = PdfReader(io.BytesIO(press.bill(bill(account=account))))
        title = f"Счёт за электроэнергию, октябрь 2026, ({account[:3]}){account[3:]}"
        assert reader.metadata is not None
        assert reader.metadata.title == title
        assert title in reader.trailer["/Root"]["/Metadata"].get_data().decode()


def test_every_object_is_where_the_table_says() -> None:
    """Strict reading stops at a wrong offset, a missing object, a wrong length."""
    reader = PdfReader(io.BytesIO(press.bill(bill(zones=3, debtor=True))), strict=True)
    for number in range(1, reader.trailer["/Size"] - 1):
        assert reader.get_object(number) is not None


def test_the_same_bill_gives_the_same_bytes() -> None:
    assert Press().bill(bill(zones=2)) == Press().bill(bill(zones=2))


def test_one_stencil_serves_all_bills_of_a_shape_and_mixes_nothing_up() -> None:
    ours = Press()
    names = ["Иванов Пётр", "Щукина Ёлка Юрьевна", "О'Нил <Tags> & Co"]
    printed = list(ours.bills(bill(name=name, account=f"18000000{at}") for at, name in enumerate(names)))
    for at, name in enumerate(names):
        text = words(printed[at])
        assert name in text
        assert f"(180)00000{at}" in text
        assert not any(other in text for other in names if other != name)


def test_letters_that_the_small_faces_lack_are_printed_all_the_same() -> None:
    name = "Гөлнара Җәмилева Łukasz"
    view = bill_view(bill(name=name))
    with pytest.raises(UnsettableError):
        cut(layout.lay_out(BILLS[2], marked(view, mark))).fill(list(leaves(view)))
    assert name in words(press.bill(bill(name=name)))


def test_a_mark_in_a_customers_name_is_only_text() -> None:
    assert "§L01 §R02" in words(press.bill(bill(name="§L01 §R02")))


def test_stencils_are_kept_up_to_a_number() -> None:
    ours = Press(kept=2)
    for digits in (4, 5, 6, 7):
        ours.bill(bill(digits=digits))
    assert len(ours._stencils) == 2


def test_shape_is_all_but_the_texts() -> None:
    assert shape(bill_view(bill())) == shape(bill_view(bill(name="Другой Человек", account="180222222")))
    assert shape(bill_view(bill())) != shape(bill_view(bill(zones=2)))
    assert shape(bill_view(bill())) != shape(bill_view(bill(digits=6)))


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/x", "https://example.org/x.png", "file:///etc/passwd", "ftp://host/x"]
)
def test_a_form_loads_nothing_but_bundled_files(url: str) -> None:
    with pytest.raises(ValueError, match="only bundled files"):
        BundledOnly().fetch(url)


@pytest.mark.req("M4.1.1")
def test_the_picture_has_all_pages_one_below_another() -> None:
    one = Image.open(io.BytesIO(png(press.bill(bill()))))
    two = Image.open(io.BytesIO(png(press.bill(bill(zones=3, tiers=3, meters=2, recalculations=3, debtor=True)))))
    assert one.format == "PNG"
    assert (one.width, one.height * 2) == (two.width, two.height)
    assert one.width >= 1600
    small = Image.open(io.BytesIO(png(press.bill(bill()), scale=1)))
    assert (small.width, small.height) in {(595, 842), (596, 842)}
