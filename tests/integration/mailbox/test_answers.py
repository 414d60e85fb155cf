"""The mailbox says whatever public reports show, at RCPT, at DATA and after the letter, by its API and by its page."""

import smtplib

import pytest
import requests

from tests.integration.mailbox.test_mailbox import Mailbox, mailbox, started  # noqa: F401
from tests.integration.notifications.test_refusals import TABLE

pytestmark = [pytest.mark.req("S12"), pytest.mark.case("F3", "F5")]
STEPS = {"RCPT": "rcpt", "DATA": "data", "content": "content"}
ANSWERS = [(STEPS[step], reply) for step, reply, _ in TABLE if step in STEPS and reply[0].isdigit()]


def told(box: Mailbox, to: str = "ivanov@list.ru") -> str:
    """What a letter is answered, in one line."""
    try:
        box.send(to=to)
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = refused.recipients[to]
    except smtplib.SMTPResponseException as refused:
        code, words = refused.smtp_code, refused.smtp_error
    else:
        return "taken"
    return f"{code} {words.decode() if isinstance(words, bytes) else words}"


@pytest.mark.parametrize(("at", "answer"), ANSWERS)
def test_every_answer_of_the_table_can_be_had(mailbox: Mailbox, at: str, answer: str) -> None:  # noqa: F811
    assert mailbox.fault(kind="refuse", at=at, answer=answer, times=1).json()["answer"] == answer
    if answer.startswith("421") and at != "content":  # the client may only see that the connection ends
        with pytest.raises(smtplib.SMTPException):
            mailbox.send()
    else:
        assert told(mailbox) == answer
    assert mailbox.messages() == []
    assert told(mailbox) == "taken"


def test_a_code_alone_is_said_without_an_enhanced_one(mailbox: Mailbox) -> None:  # noqa: F811
    mailbox.fault(kind="refuse", code=553, at="content", to="bad@list.ru")
    assert told(mailbox, "good@list.ru") == "taken"
    assert told(mailbox, "bad@list.ru").startswith("553")


def test_people_switch_it_on_the_page(mailbox: Mailbox) -> None:  # noqa: F811
    page = f"{mailbox.url}/faults"
    assert "Сервер принимает все письма" in requests.get(page, timeout=15).text
    form = {"kind": "refuse", "at": "data", "answer": "554 5.7.1 Relay <denied>", "to": "", "times": "2", "seconds": ""}
    switched = requests.post(page, data=form, timeout=15)
    assert switched.history[0].status_code == 303
    assert "на DATA «554 5.7.1 Relay &lt;denied&gt;»" in switched.text
    assert "ещё писем: 2" in switched.text
    assert told(mailbox) == "554 5.7.1 Relay <denied>"
    assert "Сервер принимает все письма" in requests.post(f"{page}/off", timeout=15).text
    assert told(mailbox) == "taken"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answer": "спасибо"}, "Ответ начинается тремя цифрами"),
        ({"times": "0"}, "Число писем"),
        ({"times": "много"}, "Число писем"),
        ({"kind": "hang", "seconds": "601"}, "Молчать можно"),
        ({"kind": "burn"}, "Выберите, что делает сервер"),
    ],
)
def test_a_wrong_field_is_named_and_what_was_typed_stays(
    mailbox: Mailbox,  # noqa: F811
    change: dict[str, str],
    words: str,
) -> None:
    form = {"kind": "refuse", "at": "rcpt", "answer": "550 5.1.1 no", "to": "a@list.ru"} | change
    refused = requests.post(f"{mailbox.url}/faults", data=form, timeout=15)
    assert refused.status_code == 400
    assert words in refused.text
    assert 'value="a@list.ru"' in refused.text
    assert told(mailbox) == "taken"


def test_another_site_switches_nothing(mailbox: Mailbox) -> None:  # noqa: F811
    form = {"kind": "refuse", "answer": "550 5.1.1 no"}
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert requests.post(f"{mailbox.url}/faults", data=form, headers=foreign, timeout=15).status_code == 403
    assert told(mailbox) == "taken"
