"""Passwords are made once and can be read by their owner only."""

from pathlib import Path

from deploy.provisioning.credentials import Credentials


def test_a_secret_stays_and_its_file_is_closed(tmp_path: Path) -> None:
    file = tmp_path / "secrets" / "passwords.json"
    first = Credentials(file)["bank"]
    assert Credentials(file)["bank"] == first
    assert len(first) >= 28
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_two_copies_have_different_marks(tmp_path: Path) -> None:
    assert Credentials(tmp_path / "a.json").mark != Credentials(tmp_path / "b.json").mark
