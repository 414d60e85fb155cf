"""Long Russian subjects arrive word for word."""

from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.sending.folding import LetterPolicy

WORDS = st.text(st.sampled_from("абвгдеёжзийклмнопрстуфхцчшщъыьэюя0123456789(),.«»"), min_size=1, max_size=14)


def _travelled(subject: str) -> str:
    message = EmailMessage(policy=LetterPolicy())
    message["Subject"] = subject
    message.set_content("текст")
    raw = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
    assert max(len(line) for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n")) <= 78
    return str(make_header(decode_header(BytesParser(policy=compat32).parsebytes(raw)["Subject"])))


@pytest.mark.req("M6.1")
def test_a_space_at_the_fold_is_kept() -> None:
    subject = "Счёт за электроэнергию за октябрь 2026 г., лицевой счёт (180)111111"
    assert _travelled(subject) == subject


@given(st.lists(WORDS, min_size=1, max_size=20).map(" ".join))
def test_any_subject_arrives_as_it_was_written(subject: str) -> None:
    assert _travelled(subject) == subject
