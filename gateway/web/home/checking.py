"""Checks the readings of a form before anything is done with them (B2)."""

from dataclasses import dataclass

from contracts.readings import AccountMeter, CheckResult, ReadingCheck
from contracts.wire import AccountRefs, Zone
from gateway.backend.rpc import Answer, Round, services
from gateway.http.forms.form import Form
from gateway.http.forms.reading_fields import READINGS
from gateway.web.home.intent import Intent

NEEDED = "Укажите показания счетчика: без них оплатить нельзя."
NOTHING_TO_DO = "Счетчика на этом счёте нет, передавать нечего. Укажите сумму, чтобы оплатить."


@dataclass(frozen=True, slots=True)
class Checked:
    """`result` is None for an account without a meter (M4.1.4)."""

    address: str
    result: CheckResult | None


def check(wanted: Intent, form: Form) -> Checked | None:
    """Ask what the account has and what the readings mean; None when the form's errors say why not."""
    numbers = AccountRefs(account_numbers=[wanted.number])
    verdict: Answer[CheckResult] | None = None
    with Round() as ask_:
        overviews = ask_(services().billing.get_overviews, numbers)
        meters = ask_(services().readings.get_meters, numbers)
        if wanted.typed:
            question = ReadingCheck(account_number=wanted.number, values=wanted.typed)
            verdict = ask_(services().readings.check_readings, question)
    address, meter = overviews.value.accounts[0].address, meters.value.accounts[0]
    if meter.meter is None:
        if wanted.kopecks == 0:
            form.refuse(NOTHING_TO_DO, "amount")
        return None if form.errors else Checked(address, None)
    if verdict is None:
        form.refuse(NEEDED, READINGS.get(_first_zone(meter)))
        return None
    _show_errors(verdict.value, form)
    return None if form.errors else Checked(address, verdict.value)


def _first_zone(meter: AccountMeter) -> Zone:
    return meter.meter.registers[0].zone if meter.meter else "one"


def _show_errors(result: CheckResult, form: Form) -> None:
    for finding in result.findings:
        if finding.severity == "error":
            form.refuse(finding.message, READINGS.get(finding.zone) if finding.zone else None)
    if result.verdict == "refused" and not form.errors:
        form.refuse("Проверьте показания счетчика.")
