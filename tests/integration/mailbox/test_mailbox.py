"""The mailbox as a process: letters come in by SMTP and out by HTTP, faults on demand."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
import requests

from deploy.launcher.host.paths import ROOT

LETTER = "<h1>Добро пожаловать</h1><script>alert(1)</script><a href='http://127.0.0.1:1/activation?token=abc'>Войти</a>"


@dataclass(frozen=True)
class Mailbox:
    smtp_port: int
    url: str

    def send(self, to: str = "ivanov@list.ru", subject: str = "Активация", pdf: bytes | None = None) -> None:
        message = EmailMessage()
        message["From"] = "Личный кабинет <kabinet@example.ru>"
        message["To"] = to
        message["Subject"] = subject
        message.set_content("Перейдите по ссылке http://127.0.0.1:1/activation?token=abc")
        message.add_alternative(LETTER, subtype="html")
        if pdf is not None:
            message.add_attachment(pdf, "application", "pdf", filename="Счёт за октябрь.pdf")
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=3) as smtp:
            smtp.send_message(message)

    def messages(self, to: str | None = None) -> list[dict[str, object]]:
        answer = requests.get(f"{self.url}/api/messages", params={"to": to} if to else {}, timeout=3)
        answer.raise_for_status()
        found: list[dict[str, object]] = answer.json()["messages"]
        return found

    def fault(self, **fault: object) -> requests.Response:
        return requests.put(f"{self.url}/api/faults", json=fault, timeout=3)


@contextmanager
def running(free_port: Callable[[], int], *more: str) -> Iterator[Mailbox]:
    smtp, http = free_port(), free_port()
    command = [
        sys.executable,
        "-m",
        "deploy.simulators.mailbox",
        "--smtp-port",
        str(smtp),
        "--http-port",
        str(http),
        *more,
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert "Mailbox: SMTP" in process.stdout.readline()
        yield Mailbox(smtp, f"http://127.0.0.1:{http}")
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def started(free_port: Callable[[], int]) -> Iterator[Mailbox]:
    with running(free_port, "--cap", "5") as mailbox:
        yield mailbox


@pytest.fixture
def mailbox(started: Mailbox) -> Mailbox:
    requests.delete(f"{started.url}/api/messages", timeout=3).raise_for_status()
    requests.delete(f"{started.url}/api/faults", timeout=3).raise_for_status()
    return started


def test_a_letter_comes_out_as_it_went_in(mailbox: Mailbox) -> None:
    mailbox.send(pdf=b"%PDF-1.7 \x00\xff")
    (letter,) = mailbox.messages()
    assert letter["subject"] == "Активация"
    assert letter["from"] == "Личный кабинет <kabinet@example.ru>"
    assert letter["to"] == ["ivanov@list.ru"]
    assert "token=abc" in str(letter["text"])
    assert "Добро пожаловать" in str(letter["html"])
    (file,) = letter["attachments"]  # type: ignore[misc]
    assert (file["name"], file["media_type"], file["size"]) == ("Счёт за октябрь.pdf", "application/pdf", 11)
    answer = requests.get(file["url"], timeout=3)
    assert answer.content == b"%PDF-1.7 \x00\xff"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_letters_are_listed_newest_first_and_by_recipient(mailbox: Mailbox) -> None:
    mailbox.send(to="a@list.ru", subject="1")
    mailbox.send(to="b@list.ru", subject="2")
    mailbox.send(to="a@list.ru", subject="3")
    assert [letter["subject"] for letter in mailbox.messages()] == ["3", "2", "1"]
    assert [letter["subject"] for letter in mailbox.messages(to="A@list.ru")] == ["3", "1"]
    assert mailbox.messages(to="nobody@list.ru") == []


def test_only_the_newest_are_kept(mailbox: Mailbox) -> None:
    for number in range(7):
        mailbox.send(subject=str(number))
    assert [letter["subject"] for letter in mailbox.messages()] == ["6", "5", "4", "3", "2"]


def test_people_read_letters_in_the_browser(mailbox: Mailbox) -> None:
    mailbox.send(subject="<b>Тема</b>", pdf=b"%PDF")
    page = requests.get(mailbox.url, timeout=3)
    assert "&lt;b&gt;Тема&lt;/b&gt;" in page.text
    assert 'http-equiv="refresh"' in page.text
    letter = requests.get(str(mailbox.messages()[0]["url"]), timeout=3)
    assert 'href="http://127.0.0.1:1/activation?token=abc"' in letter.text
    assert "Счёт за октябрь.pdf" in letter.text
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in letter.text


def test_a_letter_cannot_run_anything(mailbox: Mailbox) -> None:
    mailbox.send()
    url = str(mailbox.messages()[0]["url"])
    policy = requests.get(f"{url}/html", timeout=3).headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in requests.get(url, timeout=3).headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path", ["/letters/999999", "/letters/999999/html", "/letters/999999.eml", "/letters/x/files/0"]
)
def test_unknown_letters_are_not_found(mailbox: Mailbox, path: str) -> None:
    assert requests.get(mailbox.url + path, timeout=3).status_code == 404


@pytest.mark.parametrize("code", [450, 550])
def test_it_refuses_recipients_on_demand(mailbox: Mailbox, code: int) -> None:
    assert mailbox.fault(kind="refuse", code=code, times=1).ok
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        mailbox.send()
    assert refused.value.recipients["ivanov@list.ru"][0] == code
    mailbox.send()
    assert len(mailbox.messages()) == 1


def test_421_closes_the_connection(mailbox: Mailbox) -> None:
    mailbox.fault(kind="refuse", code=421, times=1)
    with pytest.raises(smtplib.SMTPException):
        mailbox.send()
    assert mailbox.messages() == []


def test_a_fault_may_be_for_one_address(mailbox: Mailbox) -> None:
    mailbox.fault(kind="refuse", code=550, to="bad@list.ru")
    mailbox.send(to="good@list.ru")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        mailbox.send(to="bad@list.ru")
    assert len(mailbox.messages()) == 1


def test_it_hangs_on_demand(mailbox: Mailbox) -> None:
    mailbox.fault(kind="hang", seconds=60, times=1)
    begun = time.monotonic()
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        mailbox.send()
    assert time.monotonic() - begun < 50
    mailbox.send()


@pytest.mark.parametrize("keep", [False, True])
def test_it_drops_the_connection_after_the_letter(mailbox: Mailbox, keep: bool) -> None:
    """The client cannot know which of the two happened: it must send again, and may send twice."""
    mailbox.fault(kind="drop", keep=keep, times=1)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        mailbox.send()
    assert len(mailbox.messages()) == int(keep)


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ({"kind": "burn"}, "kind"),
        ({"kind": "refuse", "code": 200}, "code"),
        ({"kind": "refuse", "code": "550"}, "code"),
        ({"kind": "refuse", "at": "quit"}, "at"),
        ({"kind": "refuse", "answer": "250 2.0.0 OK"}, "answer"),
        ({"kind": "refuse", "answer": "550 4.2.1 which of the two"}, "answer"),
        ({"kind": "refuse", "answer": "550 5.1.1 one\r\n250 two"}, "answer"),
        ({"kind": "refuse", "answer": "550 нет такого"}, "answer"),
        ({"kind": "refuse", "answer": "550 5.1.1 no", "code": 550}, "answer"),
        ({"kind": "hang", "seconds": -1}, "seconds"),
        ({"kind": "drop", "times": 0}, "times"),
        ({"kind": "drop", "who": "me"}, "who"),
    ],
)
def test_a_wrong_fault_is_refused_by_its_field(mailbox: Mailbox, fault: dict[str, object], named: str) -> None:
    answer = mailbox.fault(**fault)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(named)


def test_a_folder_keeps_letters_over_a_restart(free_port: Callable[[], int], tmp_path: Path) -> None:
    with running(free_port, "--store", str(tmp_path / "letters")) as mailbox:
        mailbox.send(subject="до")
    (tmp_path / "letters" / "000009.eml").write_bytes(b"half a letter")
    with running(free_port, "--store", str(tmp_path / "letters")) as mailbox:
        mailbox.send(subject="после")
        assert [letter["subject"] for letter in mailbox.messages()] == ["после", "до"]
