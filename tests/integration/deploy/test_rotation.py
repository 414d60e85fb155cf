"""One command changes a holder's passwords on the servers and in its files, and nothing brings the old ones back."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pika
import psycopg
import pytest

from deploy.operations.containers import keys as composed
from deploy.operations.containers.rotate import rotate
from deploy.provisioning import broker, databases, rotation
from deploy.provisioning.credentials import Credentials
from deploy.provisioning.errors import SetupError
from tests.support.server_pool import address_of


@pytest.fixture
def portal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, broker.Management]]:
    """The composed system's secrets, with names of this test on the shared servers."""
    kept = Credentials(tmp_path / "owners" / "passwords.json")
    monkeypatch.setattr(composed, "VHOST", f"rotation-{kept.mark}")
    monkeypatch.setattr(composed, "database", lambda service: f"rotation_{kept.mark}_{service}")
    monkeypatch.setattr("deploy.operations.containers.rotate.database", composed.database)
    monkeypatch.setattr(composed, "READERS", os.getuid())
    admin = broker.management_for(address_of("AMQP_URL"))
    assert admin is not None
    name = composed.database("auth")
    databases.ensure(address_of("DATABASE_URL"), name, kept)
    admin.apply(composed.definitions(kept))
    composed.hand_out(tmp_path, kept)
    yield tmp_path, admin
    databases.drop(address_of("DATABASE_URL"), [name])
    admin.remove(composed.VHOST, [str(user["name"]) for user in composed.definitions(kept)["users"]])


def enters_database(folder: Path) -> bool:
    """Whether auth's file opens its database, at the place where the test has it."""
    here, at = urlsplit((folder / "auth" / "database_url").read_text()), urlsplit(address_of("DATABASE_URL"))
    url = f"postgresql://{here.netloc.rpartition('@')[0]}@{at.hostname}:{at.port}{here.path}"
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def enters_broker(folder: Path) -> bool:
    here, at = urlsplit((folder / "auth" / "amqp_url").read_text()), urlsplit(address_of("AMQP_URL"))
    url = f"amqp://{here.netloc.rpartition('@')[0]}@{at.hostname}:{at.port}{here.path}"
    try:
        pika.BlockingConnection(pika.URLParameters(url)).close()
    except pika.exceptions.AMQPError:
        return False
    return True


@pytest.mark.case("B11")
@pytest.mark.req("M1.3")
def test_a_rotated_password_is_on_the_servers_and_in_the_files_and_stays(
    portal: tuple[Path, broker.Management], tmp_path: Path
) -> None:
    folder, admin = portal
    former = {name: (folder / "auth" / name).read_text() for name in ("database_url", "amqp_url")}
    others = (folder / "billing" / "amqp_url").read_text()
    assert enters_database(folder) and enters_broker(folder)

    said = rotate("auth", folder, admin, address_of("DATABASE_URL"))
    assert said.endswith("auth auth-relay")
    assert enters_database(folder) and enters_broker(folder)
    assert (folder / "billing" / "amqp_url").read_text() == others, "nobody else needs a restart"

    # What runs at each start: the job `keys`, the job `databases`, the broker's import of its definitions.
    kept = Credentials(folder / "owners" / "passwords.json")
    composed.hand_out(folder, kept)
    databases.ensure(address_of("DATABASE_URL"), composed.database("auth"), kept)
    admin.apply(broker.json.loads((folder / "rabbitmq" / "definitions.json").read_text()))
    assert enters_database(folder) and enters_broker(folder)
    for name, content in former.items():
        assert (folder / "auth" / name).read_text() != content
        (folder / "auth" / name).chmod(0o600)
        (folder / "auth" / name).write_text(content)
    assert not enters_database(folder) and not enters_broker(folder), "the former ones are worth nothing"


def test_a_name_that_holds_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="holders are auth"):
        rotation.renew(Credentials(tmp_path / "passwords.json"), "nobody", str)
    assert not (tmp_path / "passwords.json").read_text().count("nobody")
