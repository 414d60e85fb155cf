"""Logs are bounded while their process goes on writing."""

from pathlib import Path

from deploy.launcher.supervision.logfile import last_lines, open_log, rotate


def test_rotation_under_an_open_log_loses_no_later_line(tmp_path: Path) -> None:
    path = tmp_path / "billing.log"
    with open_log(path) as log:
        log.write(b"old line\n" * 10)
        log.flush()
        rotate(path, limit=50)
        log.write(b"new line\n")
    assert path.read_bytes() == b"new line\n"
    assert (tmp_path / "billing.log.1").read_bytes() == b"old line\n" * 10


def test_the_end_of_a_log_is_told(tmp_path: Path) -> None:
    path = tmp_path / "auth.log"
    path.write_text("".join(f"line {number}\n" for number in range(100)))
    assert last_lines(path, 2) == "line 98\nline 99"
    assert last_lines(tmp_path / "none.log") == ""


def test_a_log_is_for_its_owner_alone(tmp_path):
    log = tmp_path / "a.log"
    log.touch(0o644)
    open_log(log).close()
    assert log.stat().st_mode & 0o777 == 0o600
    log.write_bytes(b"x" * 20)
    rotate(log, 10)
    assert (tmp_path / "a.log.1").stat().st_mode & 0o777 == 0o600
