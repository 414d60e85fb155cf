"""The second RabbitMQ of `./cabinet test`: which one it is; one that cannot be had is a failure and no silence."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from deploy.development import check
from deploy.development.lanes import Group
from deploy.development.steps import Result
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers import debian_root
from deploy.provisioning.errors import SetupError

ADDRESSES = {"AMQP_URL": "amqp://a", "AMQP_MANAGEMENT_URL": "http://a"}


@pytest.mark.parametrize(("here", "other"), [("3.10.8", "trixie"), ("3.13.7", "trixie"), ("4.0.5", "bookworm")])
def test_the_other_broker_is_of_the_other_generation(monkeypatch: pytest.MonkeyPatch, here: str, other: str) -> None:
    asked: list[str] = []

    @contextmanager
    def broker_of(release: str, _progress: Progress) -> Iterator[dict[str, str]]:
        asked.append(release)
        yield {"AMQP_URL": "amqp://b", "AMQP_MANAGEMENT_URL": "http://b"}

    monkeypatch.setattr(check, "broker_of", broker_of)
    monkeypatch.setattr(check, "version", lambda addresses: here if addresses["AMQP_URL"] == "amqp://a" else "9.9")
    with check.other_broker(Progress(), ADDRESSES) as group:
        assert isinstance(group, Group)
        assert asked == [other]
        assert group.environment["AMQP_URL"] == "amqp://b"
        assert "9.9" in group.name and here in group.note


def test_a_broker_that_cannot_be_had_is_a_failure_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(*_: object) -> None:
        raise SetupError("there is no apt-get")

    monkeypatch.setattr(check, "broker_of", refuses)
    monkeypatch.setattr(check, "version", lambda _: "3.10.8")
    with check.other_broker(Progress(), ADDRESSES) as result:
        assert isinstance(result, Result)
    assert not result.good
    assert "NOT RUN: there is no apt-get" in result.line() and "trixie" in result.line()


def test_a_machine_without_debians_packages_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("deploy.launcher.servers.debian_root.shutil.which", lambda _: None)
    with pytest.raises(SetupError, match="no apt-get"):
        debian_root.unpacked("trixie", tmp_path, Progress())
    assert not (tmp_path / "trixie.made").exists()


def test_what_was_unpacked_here_is_taken_again_and_what_was_moved_is_not(tmp_path: Path) -> None:
    (tmp_path / "trixie").mkdir()
    (tmp_path / "trixie.made").write_text(str(tmp_path / "trixie"))
    assert debian_root.unpacked("trixie", tmp_path, Progress()) == tmp_path / "trixie"
    (tmp_path / "trixie.made").write_text("/elsewhere/trixie")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deploy.launcher.servers.debian_root.shutil.which", lambda _: None)
        with pytest.raises(SetupError):
            debian_root.unpacked("trixie", tmp_path, Progress())
