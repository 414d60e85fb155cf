"""The log is JSON, names its request, and knows no personal data."""

import json
import logging
from collections.abc import Iterator

import pytest

from chassis.context import Context, entered
from chassis.telemetry import logs
from chassis.telemetry.masking import LONGEST, mask, masked_email, masked_phone


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to ivan.petrov+x@mail.example.ru now", "write to <email> now"),
        ("call +7 (4842) 123-45-67", "call +7 (4842) 123-45-67"),
        ("call +7 910 123-45-67 or 89101234567", "call <phone> or <phone>"),
        ("card 4111 1111 1111 1111 declined", "card <card> declined"),
        ("amqp://user:secret@host/vhost", "amqp://<credentials>@host/vhost"),
        ("account 180000001 period 2026-10", "account 180000001 period 2026-10"),
        ("id 7a9cc174-83fa-4177-975d-afb887848412", "id 7a9cc174-83fa-4177-975d-afb887848412"),
    ],
)
def test_masking(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("unit", ["a", "a@", "@", "a.", "1", "1-", "://a:", "+7(", "a@a."])
def test_what_anybody_may_have_written_is_bounded(unit: str) -> None:
    masked = mask(unit * (1_000_000 // len(unit)))
    assert len(masked) <= LONGEST + 100 and "characters left out" in masked


@pytest.mark.parametrize("place", range(-40, 41, 3))
def test_a_cut_leaves_no_half_of_an_address(place: int) -> None:
    text = "x" * 50 + " word" * 5000
    for border in (LONGEST // 2, len(text) - LONGEST // 2):
        at = border + place
        given = text[:at] + " ivan.petrov@mail.example.ru " + text[at + 29 :]
        masked = mask(given)
        assert "ivan" not in masked and "example" not in masked


def test_what_is_shown_in_part_can_be_recognised() -> None:
    assert masked_email("sidor@list.ru") == "s***@list.ru"
    assert masked_phone("+79101234567") == "+7***4567"


@pytest.fixture
def restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    logging.captureWarnings(False)


@pytest.mark.usefixtures("restored")
def test_a_line_is_json_with_its_request_and_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("billing")
    with entered(Context(request_id="r1")):
        logs.bind_account("180000001")
        try:
            raise ValueError("for a@b.ru")
        except ValueError:
            logging.getLogger("x").exception("failed for %s", "a@b.ru", extra={"password": "p", "count": 3})
        logs.bind_account(None)
    line = json.loads(capsys.readouterr().out)
    assert (line["event"], line["service"], line["request_id"]) == ("failed for <email>", "billing", "r1")
    assert (line["account"], line["password"], line["count"]) == ("180000001", "<hidden>", 3)
    assert "ValueError: for <email>" in line["exception"]


@pytest.mark.usefixtures("restored")
def test_what_somebody_sent_cannot_forge_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """CR, LF and control characters stay inside the JSON text of their own line (ASVS 16.4.1)."""
    logs.configure("gateway")
    forged = 'x\r\n{"event": "signed in", "level": "info"}\x1b[2J\u2028\x00'
    logging.getLogger("x").warning("refused %s", forged, extra={"typed": forged})
    out = capsys.readouterr().out
    assert out.count("\n") == 1 and "\r" not in out and "\x1b" not in out
    assert json.loads(out)["typed"] == forged
