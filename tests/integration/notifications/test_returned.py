"""Letters that come back later (RFC 3464): from the report in a Maildir to the banner on the customer's pages."""

from pathlib import Path

import pytest

from contracts.wire import Nothing
from services.notifications.bounces.commands import take_all
from tests.integration.notifications.conftest import EMAIL, Post, bill
from tests.unit.notifications.test_reports import report


def sent_bill(post: Post) -> str:
    """A bill that the mail server has taken; its Message-ID."""
    post.meet(email_bill=True)
    post.hear("send_bill", bill())
    post.send()
    return str(post.sink.accepted[-1]["Message-ID"])


def maildir(folder: Path, *messages: bytes) -> Path:
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True)
    for number, message in enumerate(messages):
        (folder / "new" / f"{number}.x").write_bytes(message)
    return folder


def bounced(post: Post) -> bool:
    with post.as_customer():
        return post.service.get_delivery(Nothing()).email_bounced


@pytest.mark.req("M6.1", "S5")
def test_a_wrong_address_is_marked_once_and_its_letter_counts_as_failed(post: Post, tmp_path: Path) -> None:
    box = maildir(tmp_path / "box", report(sent_bill(post)))
    assert post.states() == ["sent"] and not bounced(post)
    assert take_all(post.database, [str(box)], post.clock) == {"taken": 1}
    assert post.states() == ["failed"] and bounced(post)
    assert post.rows("select last_error from letters")[0][0].startswith("returned: 5.1.1 smtp; 550 5.1.1")
    assert [path.name for path in (box / "cur").iterdir()] == ["0.x:2,S"]
    assert take_all(post.database, [str(box)], post.clock) == {}, "what was read is not read again"


@pytest.mark.req("M6.1")
def test_the_mark_goes_when_a_later_letter_has_stayed_away(post: Post, tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(report(sent_bill(post)))
    take_all(post.database, [str(tmp_path / "one.eml")], post.clock)
    post.pass_time(hours=1)
    post.rows("update letters set state = 'waiting', due_at = :now", now=post.clock.now())
    post.send()
    assert bounced(post), "our own server takes everything"
    post.pass_time(days=5)
    post.service.forget_old()
    assert bounced(post)
    post.pass_time(days=2)
    post.service.forget_old()
    assert not bounced(post)


@pytest.mark.parametrize(
    ("status", "action", "diagnosis", "state"),
    [
        ("5.2.2", "failed", "smtp; 552 5.2.2 Mailbox full", "failed"),
        ("5.7.1", "failed", "smtp; 550 5.7.1 Rejected as spam", "failed"),
        ("4.4.1", "delayed", "", "sent"),
        ("2.0.0", "delivered", "", "sent"),
    ],
)
def test_other_returns_leave_the_address_alone(
    post: Post, tmp_path: Path, status: str, action: str, diagnosis: str, state: str
) -> None:
    (tmp_path / "one.eml").write_bytes(report(sent_bill(post), status, action, diagnosis))
    take_all(post.database, [str(tmp_path / "one.eml")], post.clock)
    assert post.states() == [state] and not bounced(post)


def test_nobody_marks_an_address_without_a_letter_of_ours(post: Post, tmp_path: Path) -> None:
    sent_bill(post)
    box = tmp_path / "all.mbox"
    plain = f"From: somebody@example.ru\nTo: kabinet@example.ru\nSubject: 550 {EMAIL}\n\nНет такого".encode()
    box.write_bytes(
        b"".join(b"From x\n" + one + b"\n\n" for one in (report("<made-up@example.ru>"), report(""), plain))
    )
    assert take_all(post.database, [str(box)], post.clock) == {"unknown": 2, "other": 1}
    assert post.states() == ["sent"] and not bounced(post)


def test_a_folder_that_is_no_maildir_is_told(post: Post, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no Maildir"):
        take_all(post.database, [str(tmp_path)], post.clock)
