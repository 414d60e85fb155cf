"""feedback as a process: over the broker, with access enforced and the answer's event published."""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.request import urlopen

import pytest

from chassis.context import Caller
from chassis.errors import Refusal
from chassis.events.topology import declare
from chassis.rpc.client import RpcClient
from contracts import feedback as c
from deploy.launcher.supervision.child import Spec
from deploy.launcher.supervision.supervisor import Supervisor
from deploy.provisioning.topology import wanted
from tests.integration.feedback.conftest import ACCOUNT, CUSTOMER, OPERATOR
from tests.support import bus
from tests.support.sample_files import MIB, PDF, upload
from tests.support.server_pool import Databases

STRANGER = Caller(user_id="user-9", role="customer", owns=frozenset({"180999999"}))


@dataclass
class Running:
    client: RpcClient

    def call(self, caller: Caller, method: str, request: Any) -> Any:
        with self.client.calling(caller=caller):
            return getattr(self.client.stub(c.FeedbackRpc), method)(request)


@pytest.fixture(scope="module")
def running(
    database_factory: Databases,
    vhost_factory: Callable[[], str],
    free_port: Callable[[], int],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Running]:
    database, amqp_url, port = database_factory("feedback"), vhost_factory(), free_port()
    declare(amqp_url, wanted((5, 30)))
    settings = {"AMQP_URL": amqp_url, "DATABASE_URL": database.url, "HEALTH_PORT": str(port), "UNSCANNED_FILES": "1"}
    environment = os.environ | bus.KEYS | settings
    command = [sys.executable, "-m", "services.feedback", "run"]
    supervisor = Supervisor(tmp_path_factory.mktemp("feedback") / "logs", print)
    supervisor.start(Spec("feedback", command, environment, lambda: _ready(port)))
    supervisor.wait_ready(30)
    client = bus.client(amqp_url, timeout=15)
    yield Running(client)
    client.close()
    supervisor.stop()


def _ready(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def appeal(key: str, **more: Any) -> c.NewAppeal:
    given = {"account_number": ACCOUNT, "text": "Счётчик сломан", "email": "ivanov@list.ru", "idempotency_key": key}
    return c.NewAppeal(**(given | more))


@pytest.mark.req("M4.7.1")
def test_the_conversation_over_the_broker(running: Running) -> None:
    sent = running.call(CUSTOMER, "send_appeal", appeal("wire-key-1"))
    answer = c.Answer(appeal_id=sent.appeal_id, text="Мастер придёт завтра", idempotency_key="wire-key-2")
    assert running.call(OPERATOR, "answer_appeal", answer).state == "answered"
    query = c.AppealsQuery.model_validate({"account_number": ACCOUNT, "since": "2026-01-01", "until": "2030-01-01"})
    listed = running.call(CUSTOMER, "list_appeals", query).appeals
    assert [said.author for said in listed[0].thread] == ["customer", "supplier"]


@pytest.mark.req("M4.7.1")
def test_five_files_of_two_mebibytes_travel_in_one_appeal(running: Running) -> None:
    files = [upload(f"{number}.pdf", PDF.ljust(2 * MIB, b" ")) for number in range(5)]
    sent = running.call(CUSTOMER, "send_appeal", appeal("wire-key-3", files=files))
    assert [file.size for file in sent.thread[0].files] == [2 * MIB] * 5
    wanted_file = c.FileRef(account_number=ACCOUNT, appeal_id=sent.appeal_id, file_id=sent.thread[0].files[4].file_id)
    assert running.call(CUSTOMER, "get_file", wanted_file).content == files[4].content


def test_one_byte_too_many_is_refused_with_a_remedy(running: Running) -> None:
    with pytest.raises(Refusal) as refused:
        running.call(CUSTOMER, "send_appeal", appeal("wire-key-4", files=[upload("акт.pdf", PDF.ljust(2 * MIB + 1))]))
    assert refused.value.code == "file_refused"
    assert "больше 2 МБ" in refused.value.message


@pytest.mark.req("M5.2", "S5")
def test_access_is_enforced(running: Running) -> None:
    with pytest.raises(Refusal, match="account_not_found"):
        running.call(STRANGER, "send_appeal", appeal("wire-key-5"))
    with pytest.raises(Refusal, match="forbidden"):
        running.call(CUSTOMER, "list_open", c.OpenAppealsQuery())
    with pytest.raises(Refusal, match="forbidden"):
        running.call(CUSTOMER, "get_appeal", c.AppealRef(account_number=ACCOUNT, appeal_id="x"))
    with pytest.raises(Refusal, match="forbidden"):
        running.call(CUSTOMER, "answer_appeal", c.Answer(appeal_id="x", text="x", idempotency_key="wire-key-6"))
