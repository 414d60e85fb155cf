"""Long Russian subjects and names arrive word for word, and nothing can be put into a header."""

from email.header import decode_header, make_header
from email.mime.text import MIMEText
from email.parser import BytesParser
from email.policy import compat32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.sending.compose import BadAddress, encoded_words, recipient

WORDS = st.text(st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюя0123456789(),.«»"), min_size=1, max_size=14)
SENTENCES = st.lists(WORDS, min_size=1, max_size=20).map(" ".join)


def _written(name: str, text: str, address: str = "") -> bytes:
    message = MIMEText("текст", "plain", "utf-8")
    message[name] = encoded_words(name, text, address)
    raw = message.as_bytes(policy=compat32.clone(linesep="\r\n", max_line_length=None))
    assert max(len(line) for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")) <= 78
    return raw


def _travelled(name: str, text: str, address: str = "") -> str:
    read = BytesParser(policy=compat32).parsebytes(_written(name, text, address))
    return str(make_header(decode_header(read[name])))


@pytest.mark.req("M6.1")
def test_a_space_at_the_fold_is_kept() -> None:
    subject = "Счёт за электроэнергию за октябрь 2026 г., лицевой счёт (180)111111"
    assert _travelled("Subject", subject) == subject


@given(SENTENCES)
def test_any_subject_arrives_as_it_was_written(subject: str) -> None:
    assert _travelled("Subject", subject) == subject


@given(SENTENCES)
def test_any_suppliers_name_stands_before_the_address(name: str) -> None:
    assert _travelled("From", name, "<no-reply@svet.example>") == f"{name} <no-reply@svet.example>"


@pytest.mark.parametrize(
    "email", ["a@example.ru\r\nBcc: b@example.ru", "a@example.ru, b@example.ru", "a <a@example.ru>"]
)
def test_what_is_no_single_address_is_refused(email: str) -> None:
    with pytest.raises(BadAddress):
        recipient(email)
