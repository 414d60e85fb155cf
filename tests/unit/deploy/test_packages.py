"""Installing packages must not start their servers, and must leave the machine's own policy as it was."""

from pathlib import Path

import pytest

from deploy.launcher.host import packages
from deploy.launcher.host.progress import Progress
from deploy.provisioning.errors import SetupError


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "policy-rc.d"
    monkeypatch.setattr(packages, "POLICY", path)
    return path


def test_the_policy_stands_only_while_installing(policy: Path) -> None:
    with packages.servers_kept_down():
        assert "exit 101" in policy.read_text()
    assert not policy.exists()


def test_the_policy_of_the_machine_comes_back_even_after_a_failure(policy: Path) -> None:
    policy.write_text("#!/bin/sh\nexit 0\n")
    with pytest.raises(RuntimeError), packages.servers_kept_down():
        raise RuntimeError("apt was interrupted")
    assert policy.read_text() == "#!/bin/sh\nexit 0\n"


def test_without_rights_the_message_is_the_command_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "is_installed", lambda name: name == "postgresql")
    monkeypatch.setattr(packages, "is_root", lambda: False)
    monkeypatch.setattr(packages.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(SetupError, match=r"(?s)apt-get install .*rabbitmq-server.*DATABASE_URL"):
        packages.ensure(("postgres", "rabbitmq"), "RabbitMQ", Progress())


def test_packages_are_listed_by_purpose() -> None:
    assert packages.needed("postgres", "rabbitmq") == ["postgresql", "rabbitmq-server"]
    assert set(packages.needed("python", "printer")) < set(packages.needed())
