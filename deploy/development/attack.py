"""`./cabinet attack`: our own attack on the portal, as tests: who may do what, extremes, hostile input, races, the bus.

The short form takes minutes and is part of `./cabinet test` as well (a test says so): every route, method, field and
column gets some of the extreme values, drawn by a seed, which is the day's here and always the same there; `--seed`
repeats a draw. `--long` sends all of them, asks every call of the API with many requests, forges and repeats messages
against running services, and then runs the scanners of `./cabinet security-scan` (over the running portal too, when it
runs).
"""

import argparse
from datetime import UTC, datetime

from deploy.development.steps import finish, pytest
from deploy.launcher.host.progress import Progress
from deploy.launcher.servers.scratch import FOLDER, servers
from deploy.operations.security_scan import scan
from deploy.provisioning.private_files import private_folder

WITHOUT_SERVERS = (
    # foreign ids and identities over all routes and methods, forged forms and calls
    "tests/gateway/test_access_matrix.py", "tests/gateway/test_access.py", "tests/gateway/test_safe_methods.py",
    # whose body is read, how much anybody may send, quotas
    "tests/gateway/test_admission.py", "tests/gateway/test_limits.py", "tests/gateway/test_slow_clients.py",
    "tests/unit/deploy/test_proxy.py", "tests/architecture/test_patterns.py",
    # extremes of every type in every field, and files that act
    "tests/gateway/test_extremes.py", "tests/gateway/test_api_stories.py",
    "tests/unit/feedback", "tests/contract/test_bounds.py",
)  # fmt: skip
WITH_DATABASES = (
    *(f"tests/integration/{name}/test_extremes.py"
      for name in ("auth", "billing", "feedback", "notifications", "payments", "readings")),
    "tests/integration/billing/test_impossible_dates.py",
    "tests/integration/notifications/test_news_of_odd_years.py",
    # forged and repeated callbacks, races of payments and refunds
    "tests/integration/payments/test_callbacks_kept.py", "tests/integration/payments/test_outcomes.py",
    "tests/integration/payments/test_refunds.py", "tests/integration/payments/test_money_races.py",
    "tests/integration/billing/test_correction_races.py", "tests/integration/auth/test_quotas.py",
    # whoever has stolen the keys of a cabinet, of a letter, of a role of the database
    "tests/integration/auth/test_takeover.py", "tests/integration/auth/test_not_me.py",
    "tests/integration/notifications/test_sealed_letters.py", "tests/integration/deploy/test_reader.py",
    # whoever has stolen a process's place on the broker, and a partner who tries everything
    "tests/integration/bus/test_zero_trust.py", "tests/integration/partners/test_walk.py",
    "tests/integration/partners/test_forged_events.py",
)  # fmt: skip
WHOLE_SYSTEM = (
    "tests/e2e/test_access_matrix.py",
    "tests/e2e/test_raw_requests.py",
    "tests/e2e/test_api_fuzz.py",
)
FORGED = ("tests/wire/test_trust.py", "tests/wire/test_formats.py")
"""Recorded, forged and repeated calls and events against running services; beside the whole system they disturb it."""
EVERYTHING = (*WITHOUT_SERVERS, *WITH_DATABASES, *WHOLE_SYSTEM, *FORGED)  # fmt: skip
SEED, ALL, MANY = "ATTACK_SEED", {"ATTACK_LONG": "1"}, {"FUZZ_EXAMPLES": "100"}


def run(given: argparse.Namespace) -> int:
    progress = Progress()
    report = private_folder(FOLDER) / "junit.xml"
    seed = str(given.seed or datetime.now(UTC).toordinal())
    progress.say("every value is tried" if given.long else f"values are drawn by the seed {seed}")
    with servers(progress) as addresses:
        environment = addresses | {SEED: seed} | (ALL if given.long else {})
        results = [
            pytest("without servers", ["-n", "2", *WITHOUT_SERVERS], environment, report),
            pytest("with databases", ["-n", "2", *WITH_DATABASES], environment, report),
        ]
        if given.long:
            results.append(pytest("forged messages", list(FORGED), environment, report))
            results.append(pytest("whole system", list(WHOLE_SYSTEM), environment | MANY, report))
    attacked = finish(results)
    if not given.long:
        return attacked
    return max(attacked, scan.run(argparse.Namespace(code=False, release=False, tls=None, examples=50)))
