"""`./cabinet test [PYTEST ARGUMENTS]`: runs every check of the project on real servers, then the requirements report.

With arguments only pytest runs, with them: `./cabinet test tests/unit -k tariff`. Servers come from DATABASE_URL and
AMQP_URL when given (the broker's management API is needed too), else private ones start and end with the run;
RABBITMQ_RELEASE=trixie takes the RabbitMQ of Debian 13 instead.
"""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext

from deploy.development import lint, requirements, types
from deploy.development.lanes import Group, beside
from deploy.development.steps import Result, pytest, step
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers.scratch import FOLDER, broker_of, servers
from deploy.launcher.system import install_missing
from deploy.launcher.up import interrupt
from deploy.provisioning.broker import management_for
from deploy.provisioning.errors import SetupError
from deploy.provisioning.private_files import private_folder

RELEASE = "RABBITMQ_RELEASE"
"""Names the Debian release whose RabbitMQ chosen tests get, `trixie` or `bookworm`; unset: as `servers` finds one."""
SHAPE = ("shape", [sys.executable, "-m", "tests.architecture.shape"])
QUICK_FAULTS = ("survival", "events", "database", "soak")
COMPUTING = (
    ("unit, contract, architecture", ["-n", "2", "tests/unit", "tests/contract", "tests/architecture"]),
    ("integration", ["-n", "2", "tests/integration"]),
    ("gateway", ["-n", "2", "tests/gateway"]),
)
WAITING = (
    ("wire", ["-n", "2", "--dist", "loadfile", "tests/wire"]),
    # The rest of the catalogue takes minutes a case: ./cabinet test tests/faults; a long soak is ./cabinet faults.
    ("faults: quick cases, a soak", [f"tests/faults/test_{name}.py" for name in QUICK_FAULTS]),
    ("e2e", ["tests/e2e"]),
)
"""Groups that wait for processes most of the time, beside those that compute: two processors are busy all the time."""
BY_THE_BROKER = (
    *(f"tests/wire/test_{name}.py" for name in ("calls", "events", "life")),
    "tests/integration/partners",
)
"""What depends on the broker: queues, their limits and policies, dead letters, confirms, reconnecting, replies.

Not here: a broker that is stopped, killed or frozen, and TLS (`test_outages`, `test_tls`, tests/faults/test_broker.py);
they run with `RABBITMQ_RELEASE=trixie ./cabinet test FILE`.
"""


def run(given: argparse.Namespace) -> int:
    progress = Progress()
    signal.signal(signal.SIGTERM, interrupt)
    browser = not given.passed_on or any("e2e" in word for word in given.passed_on)
    install_missing(progress, "printer", "monitoring", *(["browser"] if browser else []))
    private_folder(FOLDER)
    results = chosen(progress, given.passed_on) if given.passed_on else everything(progress)
    print("\n" + "\n".join(result.line() for result in results))
    failed = [result.name for result in results if not result.good]
    progress.say(f"FAILED: {', '.join(failed)}" if failed else "everything passed")
    return 1 if failed else 0


def chosen(progress: Progress, words: list[str]) -> list[Result]:
    """Runs pytest with these arguments."""
    release = os.environ.get(RELEASE)
    with (
        servers(progress) as environment,
        broker_of(release, progress) if release else nullcontext(dict[str, str]()) as addresses,
    ):
        return [pytest("chosen tests", words, environment | addresses, FOLDER / "junit.xml")]


def everything(progress: Progress) -> list[Result]:
    """Runs the static checks, every group of tests and the requirements report."""
    results = [step(name, command, dict(os.environ)) for name, command in (*lint.CHECKS, types.CHECK, SHAPE)]
    with servers(progress) as environment, other_broker(progress, environment) as other:
        computing = [Group(name, words, environment) for name, words in COMPUTING]
        waiting = [Group(name, words, environment) for name, words in WAITING]
        if isinstance(other, Group):
            waiting.append(other)
        else:
            results.append(other)
        results += beside([computing, waiting], private_folder(FOLDER / "groups"))
    report = requirements.read()
    requirements.show(report, only_open=False)
    return [*results, Result("requirements", report.complete, 0, report.summary())]


@contextmanager
def other_broker(progress: Progress, environment: dict[str, str]) -> Iterator[Group | Result]:
    """What depends on the broker, on the other supported RabbitMQ: that of Debian 13 (4.x), or of Debian 12 (3.x).

    What cannot be run is a failure with its reason, because nothing has been shown then.
    """
    here = version(environment)
    release = "bookworm" if here.startswith("4") else "trixie"
    with ExitStack() as stack:
        found: Group | Result
        try:
            addresses = stack.enter_context(broker_of(release, progress))
            words = ["-n", "2", "--dist", "loadfile", *BY_THE_BROKER]
            name, note = f"the broker's, RabbitMQ {version(addresses)}", f"all others on {here}"
            found = Group(name, words, environment | addresses, note)
        except SetupError as reason:
            note = f"NOT RUN: {reason}; all others on {here}"
            found = Result(f"the broker's, RabbitMQ of Debian {release}", False, 0, note)
        yield found


def version(addresses: dict[str, str]) -> str:
    """Returns the version of the broker, such as 3.10.8."""
    management = management_for(addresses["AMQP_URL"], addresses["AMQP_MANAGEMENT_URL"])
    return management.version() if management else "unknown"
