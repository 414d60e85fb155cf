"""What `./cabinet up` passes on from its environment, and what it reports."""

from deploy.launcher import settings
from deploy.launcher.processes import STAGES

PROCESSES = {process.name: process for stage in STAGES for process in stage}


def passed(process: str, **given: str) -> set[str]:
    return set(settings.from_caller(PROCESSES[process].declared_in, given))


def test_every_setting_that_a_settings_class_declares_reaches_its_process() -> None:
    assert passed("auth", OWNERSHIP_PROOF="bill_sum", LOG_LEVEL="DEBUG") == {"OWNERSHIP_PROOF", "LOG_LEVEL"}
    assert passed("payments", SBP_ENABLED="1", FISCAL_INN="7700000000") == {"SBP_ENABLED", "FISCAL_INN"}
    assert passed("feedback", CLAMD_URL="tcp://av:3310") == {"CLAMD_URL"}
    assert passed("notifications-relay", RETURN_PATH="a@b.ru") == {"RETURN_PATH"}
    assert passed("gateway", MAINTENANCE_FILE="/x", RECONSENT="off") == {"MAINTENANCE_FILE", "RECONSENT"}


def test_a_setting_of_another_process_and_the_rest_of_the_environment_stay_outside() -> None:
    assert passed("auth", FISCAL_INN="7700000000", HOME="/root", DATABASE_URL="x", AMQP_URL="y") == set()


def test_all_settings_are_found() -> None:
    assert {"BANK_READ_SECONDS", "RECONCILE_HOUR", "QUOTA_FACTOR", "PORTAL_CHANNEL"} <= settings.everywhere()


def test_a_misspelt_setting_is_reported_with_the_one_that_may_be_meant() -> None:
    found = settings.unknown(["BANK_MAX_KOPEKS", "FISCAL_KPP", "PATH", "SESSION_MANAGER", "SMTP_URL", "CABINET_HOME"])
    assert found == {"BANK_MAX_KOPEKS": "BANK_MAX_KOPECKS", "FISCAL_KPP": ""}
