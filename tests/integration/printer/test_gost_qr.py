"""The payment code by ГОСТ Р 56042-2014: known texts byte for byte, refusals, and read back by another library."""

import io

import pytest
import zxingcpp
from PIL import Image

from services.billing.printer import gost_qr
from services.billing.printer.documents import png
from services.billing.printer.payment_code import payment_code, payment_text
from services.billing.printer.press import Press
from services.billing.printer.qr import draw
from tests.support.printed_bills import SUPPLIER, bill, picture

THREE_WHALES = {
    "Name": "ООО «Три кита»",
    "PersonalAcc": "40702810138250123017",
    "BankName": 'ОАО "БАНК"',
    "BIC": "044525225",
    "CorrespAcc": "30101810400000000225",
    "PayeeINN": "6200098765",
    "LastName": "Иванов",
    "FirstName": "Иван",
    "MiddleName": "Иванович",
    "Purpose": "Оплата членского взноса",
    "PayerAddress": "г.Рязань ул.Ленина д.10 кв.15",
    "Sum": "100000",
}
THREE_WHALES_TEXT = (
    'ST00012|Name=ООО «Три кита»|PersonalAcc=40702810138250123017|BankName=ОАО "БАНК"|BIC=044525225'
    "|CorrespAcc=30101810400000000225|PayeeINN=6200098765|LastName=Иванов|FirstName=Иван|MiddleName=Иванович"
    "|Purpose=Оплата членского взноса|PayerAddress=г.Рязань ул.Ленина д.10 кв.15|Sum=100000"
)


def pairs(text: str) -> dict[str, str]:
    """An independent reader: the header, then pairs, none of them empty."""
    header, *rest = text.split("|")
    assert header == "ST00012"
    assert all("=" in part for part in rest)
    return dict(part.split("=", 1) for part in rest)


def decoded(image: Image.Image) -> str:
    (code,) = zxingcpp.read_barcodes(image)
    return code.bytes.decode()


def test_the_example_of_the_standard_comes_out_byte_for_byte() -> None:
    assert gost_qr.encode(THREE_WHALES) == THREE_WHALES_TEXT


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("PersonalAcc", "4070281013825012301", "PersonalAcc"),
        ("PersonalAcc", "(укажите счёт)", "PersonalAcc"),
        ("BIC", "04452522", "BIC"),
        ("BIC", "", "BIC: is mandatory"),
        ("Sum", "0", "Sum"),
        ("Sum", "10.50", "Sum"),
        ("Name", "х" * 161, "Name"),
        ("PayeeINN", "٤٠٢٩٠٣٠٢٥٢", "PayeeINN"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(field: str, value: str, named: str) -> None:
    with pytest.raises(gost_qr.FieldError, match=named):
        gost_qr.encode(THREE_WHALES | {field: value})


def test_the_mandatory_fields_have_300_bytes_together() -> None:
    with pytest.raises(gost_qr.FieldError, match="300 bytes"):
        gost_qr.encode(THREE_WHALES | {"Name": "Щ" * 130})


def test_a_separator_in_a_value_cannot_forge_a_field() -> None:
    found = pairs(gost_qr.encode(THREE_WHALES | {"Purpose": "взнос|Sum=1"}))
    assert found["Purpose"] == "взнос/Sum=1"
    assert found["Sum"] == "100000"


def test_every_length_of_text_is_read_back_by_another_library() -> None:
    for length in range(1, 700, 23):
        text = "ST00012|Name=" + "Ж9 " * (length // 3)
        image = Image.frombytes("1", (draw(text).size,) * 2, bytes(255 - byte for byte in draw(text).rows))
        assert decoded(image.resize((image.width * 4,) * 2)) == text


@pytest.mark.req("M4.1.1")
def test_the_code_on_the_printed_bill_pays_this_bill() -> None:
    found = pairs(decoded(picture(Press().bill(bill()), scale=3)))
    supplier = SUPPLIER.bank
    assert found["Name"] == supplier.name
    assert found["PersonalAcc"] == supplier.settlement_account
    assert found["PayeeINN"] == "4029030252"
    assert found["PersAcc"] == "180111111"
    assert found["PaymPeriod"] == "102026"
    assert found["Sum"] == "174720"
    assert found["QuittId"] == "50АА123456-01"
    assert found["Purpose"] == "Оплата электроэнергии л/с 180111111 за октябрь 2026"
    assert list(found)[:5] == ["Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc"]


def test_the_picture_of_the_bill_is_read_as_well() -> None:
    image = Image.open(io.BytesIO(png(Press().bill(bill()))))
    assert pairs(decoded(image.convert("L")))["Sum"] == "174720"


def test_nothing_due_leaves_the_sum_to_the_payer() -> None:
    assert "Sum" not in pairs(payment_text(bill(opening=-500000, paid=0)))


def test_a_placeholder_instead_of_bank_details_prints_no_code() -> None:
    plain = bill()
    bank = plain.supplier.bank.model_copy(update={"settlement_account": "(расчётный счёт поставщика)"})
    vague = plain.model_copy(update={"supplier": plain.supplier.model_copy(update={"bank": bank})})
    assert payment_code(vague) is None
    assert zxingcpp.read_barcodes(picture(Press().bill(vague))) == []
