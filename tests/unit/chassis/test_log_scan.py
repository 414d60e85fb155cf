"""The scanner of logs sees what it is there for; it runs over the logs of the whole system in tests/e2e."""

from pathlib import Path

import pytest

from tests.support.log_scan import leaks

BAD = [
    "anna@list.ru", "+7 910 123-45-67", "2202205000012424", "cab_" + "x" * 30, "$argon2id$v=19",
    "/activation?token=abcdefgh12", "amqp://auth:secret@127.0.0.1/", "Иванова Анна Петровна", "синий трамвай",
]  # fmt: skip


@pytest.mark.parametrize("word", BAD)
def test_a_leak_is_found_and_not_repeated(word: str, tmp_path: Path) -> None:
    (tmp_path / "auth.log").write_text('{"event": "x"}\n' + f'{{"event": "signed in", "detail": "{word}"}}\n')
    found = leaks(tmp_path, ("синий трамвай",))
    assert len(found) >= 1 and "signed in" in found[0] and not any(f"has {word}" in line for line in found)


def test_what_may_be_told_is_no_leak(tmp_path: Path) -> None:
    (tmp_path / "auth.log").write_text('{"event": "done", "account": "180111111", "request_id": "0f2c8e7a9b1d4c53"}\n')
    assert leaks(tmp_path, ("синий трамвай",)) == []


def test_a_file_of_the_brokers_node_is_no_address_and_hides_none(tmp_path: Path) -> None:
    file = "/home/rabbitmq/log/cabinet@localhost_upgrade.log"
    (tmp_path / "rabbitmq.log").write_text(f"  Logs: {file}\n [info]  log(s)  : {file}\n cabinet2@localhost.log\n")
    assert leaks(tmp_path) == []
    for address in ("cabinet@localhost.ru", "x-cabinet@localhost_upgrade.log", "anna@list.ru", "cabinet@list.log"):
        (tmp_path / "rabbitmq.log").write_text(f"  Logs: {file} {address}\n")
        [found] = leaks(tmp_path)
        assert found.startswith("rabbitmq.log has an e-mail address")
