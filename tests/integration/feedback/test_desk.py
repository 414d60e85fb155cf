"""Drafts, dated terms, ready answers and the virus scanner of «Обратная связь»."""

import struct
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer

import pytest

from chassis.errors import Refusal
from contracts import feedback as c
from contracts.wire import Nothing
from services.feedback.attachments.virus_scan import scan
from services.feedback.settings import FeedbackSettings
from tests.integration.feedback.conftest import CUSTOMER, NEXT_OWNER, OPERATOR, Talk
from tests.support.sample_files import PDF, upload


@pytest.mark.req("M4.7.1")
def test_a_draft_waits_for_its_writer_and_goes_with_the_appeal(talk: Talk) -> None:
    with talk.by(CUSTOMER) as service:
        assert service.get_draft(Nothing()) == c.Draft(kind="", text="")
        for text in ("Счёт", "Счётчик сломан"):
            service.save_draft(c.Draft(kind="meter", text=text))
        assert service.get_draft(Nothing()) == c.Draft(kind="meter", text="Счётчик сломан")
    with talk.by(NEXT_OWNER) as service:
        assert service.get_draft(Nothing()).text == "", "a draft is its writer's own"
    talk.send()
    with talk.by(CUSTOMER) as service:
        assert service.get_draft(Nothing()).text == ""
        service.save_draft(c.Draft(kind="meter", text="ещё"))
        service.save_draft(c.Draft(kind="", text="  "))
        assert service.get_draft(Nothing()).text == "", "«очистить»"


@pytest.mark.req("M4.7.1")
def test_a_refused_appeal_leaves_the_draft(talk: Talk) -> None:
    with talk.by(CUSTOMER) as service:
        service.save_draft(c.Draft(kind="meter", text="Счётчик сломан"))
    with pytest.raises(Refusal, match="file_refused"):
        talk.send(files=[upload("вирус.pdf", b"MZ" + bytes(100))])
    with talk.by(CUSTOMER) as service:
        assert service.get_draft(Nothing()).text == "Счётчик сломан"


@pytest.mark.req("M4.7.1")
def test_terms_are_dated_data(talk: Talk) -> None:
    new = "('quality', '2026-11-24', 1, true), ('quality', '2030-01-01', 99, false)"
    talk.rows(f"insert into appeal_terms values {new} returning kind")
    assert talk.send(kind="quality").due_on == date(2026, 11, 26), "three working days until the new term holds"
    talk.later(days=1)
    assert talk.send(kind="quality").due_on == date(2026, 11, 25)
    with talk.by(CUSTOMER) as service:
        days = {kind.kind: kind.days for kind in service.list_kinds(c.OpenAppealsQuery()).kinds}
    assert days["quality"] == 1


@pytest.mark.req("S5")
def test_staff_keep_ready_answers_and_each_change_is_on_record(talk: Talk) -> None:
    with talk.by(OPERATOR) as service:
        made = service.save_template(
            c.TemplateChange(template_id=None, title="Поверка", text="Поверку закажите у нас.")
        )
        changed = c.TemplateChange(template_id=made.template_id, title="Поверка", text="Поверку закажите сами.")
        service.save_template(changed)
        assert [one.text for one in service.list_templates(Nothing()).templates] == ["Поверку закажите сами."]
        with pytest.raises(Refusal, match="bad_request"):
            service.save_template(c.TemplateChange(template_id=None, title="Поверка", text="Другой текст."))
    with talk.by(OPERATOR) as service:
        service.remove_template(c.TemplateRef(template_id=made.template_id))
        with pytest.raises(Refusal, match="template_not_found"):
            service.remove_template(c.TemplateRef(template_id=made.template_id))
    trail = talk.rows("select actor_id, outcome, details ->> 'old' from audit order by id")
    assert [tuple(row) for row in trail] == [
        ("staff-1", "done", ""),
        ("staff-1", "done", "Поверку закажите у нас."),
        ("staff-1", "removed", "Поверку закажите сами."),
    ]


@pytest.mark.req("S5")
def test_an_answer_is_on_record_with_who_gave_it(talk: Talk) -> None:
    appeal = talk.send()
    talk.answer(appeal, files=[upload()])
    (row,) = talk.rows("select actor_id, actor_role, action, subject, account_number, details from audit")
    assert tuple(row)[:4] == ("staff-1", "operator", "answer_appeal", appeal.appeal_id)
    assert row[5] == {"number": appeal.number, "files": "1", "way": "cabinet"}


class Clamd(StreamRequestHandler):
    """clamd's side of INSTREAM: it finds EICAR's first word, and answers nonsense to a file that says so."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        if b"silence" in content:
            return
        verdict = b"Eicar-Signature FOUND" if b"EICAR" in content else b"OK"
        self.wfile.write(
            b"INSTREAM size limit exceeded. ERROR\0" if b"large" in content else b"stream: " + verdict + b"\0"
        )


@pytest.fixture
def clamd(tmp_path: Path) -> Iterator[str]:
    path = str(tmp_path / "clamd.ctl")
    with ThreadingUnixStreamServer(path, Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"unix://{path}"
        server.shutdown()


def scanning(url: str | None) -> FeedbackSettings:
    return FeedbackSettings(amqp_url="amqp://x", database_url="postgresql+psycopg://x", clamd_url=url)


@pytest.mark.req("M4.7.1")
def test_a_scanner_passes_what_is_clean_and_names_what_is_not(clamd: str) -> None:
    scan(scanning(clamd), [upload(), upload("большой.pdf", PDF + bytes(200_000))])
    with pytest.raises(Refusal) as refusal:
        scan(scanning(clamd), [upload(), upload("акт.pdf", PDF + b"EICAR")])
    assert refusal.value.field == "files.1" and "«акт.pdf» найдена вредоносная программа" in refusal.value.message


@pytest.mark.req("M4.7.1")
@pytest.mark.parametrize("content", [b"silence", b"large"])
def test_whatever_cannot_be_looked_at_is_refused(clamd: str, content: bytes, talk: Talk, tmp_path: Path) -> None:
    for url in (clamd, f"unix://{tmp_path}/nobody", "tcp://127.0.0.1:1"):
        with pytest.raises(Refusal) as refusal:
            scan(scanning(url), [upload("акт.pdf", PDF + content)])
        assert "Повторите через несколько минут" in refusal.value.message


@pytest.mark.req("M4.7.1")
def test_the_service_asks_the_scanner_before_it_stores(talk: Talk) -> None:
    talk.service.dependencies = talk.service.dependencies.model_copy(update={"clamd_url": "tcp://127.0.0.1:1"})
    with pytest.raises(Refusal, match="file_refused"):
        talk.send(files=[upload()])
    assert talk.rows("select 1 from appeals") == []
    assert talk.send().number, "without files nothing need be asked"


@pytest.mark.req("M4.7.1")
def test_where_nobody_scans_no_file_is_taken_and_the_words_are(talk: Talk) -> None:
    talk.service.dependencies = scanning(None)
    with pytest.raises(Refusal) as refused:
        talk.send(files=[upload()])
    assert (refused.value.code, refused.value.field) == ("file_refused", "files.0")
    assert talk.rows("select 1 from appeals") == []
    assert talk.send().number
