"""The page of the QR code: what the code holds, where the button leads, and what is shown without a code."""

import re

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image, ImageDraw

from contracts.payments import PaymentLimits, PaymentStarted
from tests.support.form_posting import post, text
from tests.support.scripted import household
from tests.support.scripted.household import FLAT
from tests.support.scripted.rpc_client import ScriptedClient

pytestmark = pytest.mark.req("M4.1.9")
LINK = "https://qr.nspk.ru/AD10006M8KH234K782OQM0L13JI31LQD?type=02&bank=100000000111&sum=75000&cur=RUB&crc=6CB3"
QR = "/payments/P-1/qr"


@pytest.fixture
def waiting(rpc: ScriptedClient) -> ScriptedClient:
    rpc.answers["payments.get_limits"] = PaymentLimits(minimum_kopecks=1, maximum_kopecks=10_000_000, sbp=True)
    payment = household.payment(state="awaiting_bank").model_copy(update={"method": "sbp", "sbp_link": LINK})
    rpc.answers["payments.get_payment"] = payment
    rpc.answers["payments.start_payment"] = PaymentStarted(
        payment_id="P-1", state="awaiting_bank", payment_url=household.BANK_PAGE, sbp_link=LINK
    )
    return rpc


def test_the_form_leads_to_the_code(customer: FlaskClient, waiting: ScriptedClient) -> None:
    assert "СБП: приложение банка или QR-код" in text(customer.get("/home"))
    form = {"amount": "750", "reading_day": "12960", "reading_night": "05890", "checked": "1", "method": "sbp"}
    answer = post(customer, f"/home/{FLAT}/pay", **form)
    assert (answer.status_code, answer.location) == (303, QR)
    assert waiting.requests("payments.start_payment")[0].method == "sbp"


def test_the_code_is_readable_and_the_button_is_the_same_link(customer: FlaskClient, waiting: ScriptedClient) -> None:
    page = customer.get(QR).text
    assert scanned(page) == LINK
    assert f'href="{LINK.replace("&", "&amp;")}"' in page
    assert 'data-refresh="5"' in page


def test_a_link_of_somebody_else_is_never_shown(customer: FlaskClient, waiting: ScriptedClient) -> None:
    payment = waiting.answers["payments.get_payment"]
    waiting.answers["payments.get_payment"] = payment.model_copy(update={"sbp_link": "https://evil.example/pay"})
    page = customer.get(QR).text
    assert "evil.example" not in page and "<svg" not in page.split("<main")[1]
    assert "Перейти на страницу банка" in page


def test_when_it_is_paid_the_page_is_the_result(customer: FlaskClient, rpc: ScriptedClient) -> None:
    answer = customer.get(QR)
    assert answer.status_code == 302 and answer.location.startswith("/home?payment=")


def scanned(page: str) -> str:
    """What a camera reads: the drawing is painted from its path, module by module, and decoded."""
    svg = page.split('class="qr"')[1].split("</svg>", maxsplit=1)[0]
    size = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]
    scale = float((re.search(r"scale\((\d+)\)", svg) or [0, 1])[1])
    picture = Image.new("L", (int(size), int(size)), 255)
    pen = ImageDraw.Draw(picture)
    x, y = 0.0, 0.0
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"|d="(M[^"]+)" class="qrline"', svg)
    for command, numbers in re.findall(r"([MmhH])([-\d. ]+)", (path[1] or path[2]) if path else ""):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            left, top, right = x * scale, (y - 0.5) * scale, (x + values[0]) * scale
            pen.rectangle([left, top, right - 1, top + scale - 1], fill=0)
            x += values[0]
        else:
            x, y = (values[0], values[1]) if command == "M" else (x + values[0], y + values[1])
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1, "no code can be read"
    return str(found[0].text)
