"""What readings tells of the household's meters."""

from datetime import date, timedelta
from typing import Any

from chassis.errors import Refusal
from contracts import readings
from contracts.wire import ZoneValue
from tests.support.scripted.people import DACHA, FLAT, GARAGE, NOW

SERIAL = "011482339"
BESIDE = readings.MeterState(
    serial="AB-77",
    digits=6,
    decimals=1,
    ratio=20,
    point="2",
    registers=[readings.RegisterState(zone="one", last_value=12838, last_on=date(2026, 10, 21))],
    verification_due=date(2031, 5, 1),
    failed_on=None,
)
"""A second meter behind transformers, with a digit behind the comma: it stands at 1283,8."""
REASONS = {
    True: "Показания приняты и вошли в счёт.",
    None: "Счёт за этот период ещё не выставлен.",
    False: "Показания меньше прошлых. Проверьте и передайте снова.",
}


def meter(number: str) -> readings.AccountMeter:
    zones = {FLAT: ("day", "night"), DACHA: ("one",), GARAGE: ()}[number]
    registers = [
        readings.RegisterState(zone=zone, last_value=12840 - 7000 * index, last_on=date(2026, 10, 22))
        for index, zone in enumerate(zones)
    ]
    state = readings.MeterState(
        serial=SERIAL, digits=5, registers=registers, verification_due=date(2031, 5, 1), failed_on=None
    )
    return readings.AccountMeter(
        account_number=number, meter=state if zones else None, counts_for="2026-11", sent_this_period=False
    )


def two_meters(number: str) -> readings.AccountMeters:
    """The account's usual meter and one beside it."""
    return readings.AccountMeters(accounts=[meter(number).model_copy(update={"further_meters": [BESIDE]})])


def reading(used: bool | None, days_ago: int, source: readings.Source) -> readings.ReadingLife:
    at = NOW - timedelta(days=days_ago)
    return readings.ReadingLife(
        reading_id=f"r{days_ago}",
        meter_serial=SERIAL,
        taken_on=at.date(),
        received_at=at,
        source=source,
        values=[ZoneValue(zone="day", value=12840), ZoneValue(zone="night", value=5840)],
        period="2026-10",
        used=used,
        used_in="2026-10" if used else None,
        reason=REASONS[used],
        steps=[
            readings.LifeStep(at=at, title="Получены", detail="через «Личный кабинет»"),
            readings.LifeStep(at=at, title="Проверены", detail=""),
        ],
    )


def check(request: readings.ReadingCheck) -> readings.CheckResult | Exception:
    if request.account_number == GARAGE:
        return Refusal("no_meter", "Счётчика нет.")
    device = meter(request.account_number).meter
    known = {register.zone: register.last_value or 0 for register in device.registers} if device else {}
    findings, zones = [], []
    for typed in request.values:
        if not (typed.digits.isascii() and typed.digits.isdigit()):
            text = "Укажите показания цифрами." if typed.digits else "Заполните поле."
            findings.append(readings.Finding(code="E1", severity="error", zone=typed.zone, message=text))
            continue
        current = int(typed.digits)
        if request.serial == BESIDE.serial:
            current *= 10
        before = known.get(typed.zone, 0)
        zones.append(
            readings.CheckedZone(
                zone=typed.zone,
                previous=before,
                current=current,
                volume=max(0, current - before),
                rolled_over=False,
                previous_on=date(2026, 8, 22),
            )
        )
        if current > 90000:
            findings.append(
                readings.Finding(
                    code="E7",
                    severity="confirm",
                    zone=typed.zone,
                    message="Расход намного больше обычного. Проверьте показания.",
                )
            )
    verdict = "refused" if len(zones) < len(request.values) else "needs_confirmation" if findings else "accepted"
    return readings.CheckResult(
        serial=request.serial or SERIAL,
        verdict=verdict,
        period="2026-11",
        zones=[] if verdict == "refused" else zones,
        findings=findings,
        decimals=1 if request.serial == BESIDE.serial else 0,
    )


def check_control(request: readings.ControlCheck) -> readings.CheckResult:
    """Twice the usual of the flat."""
    before = {"day": 12840, "night": 5840, "one": 12840}
    zones = [
        readings.CheckedZone(
            zone=one.zone,
            previous=before[one.zone],
            current=one.value,
            volume=one.value - before[one.zone],
            rolled_over=False,
        )
        for one in request.values
    ]
    text = f"Расход {sum(zone.volume for zone in zones)} кВт·ч — намного больше обычного (около 90 кВт·ч за 31 дн.)"
    doubt = readings.Finding(code="E5a", severity="confirm", zone=None, message=text)
    return readings.CheckResult(verdict="needs_confirmation", period="2026-11", zones=zones, findings=[doubt])


def accepted(request: readings.ReadingSubmission) -> readings.ReadingAccepted | Exception:
    if not all(typed.digits.isascii() and typed.digits.isdigit() for typed in request.values):
        return Refusal("reading_refused", "Укажите показания цифрами.", "values")
    values = [ZoneValue(zone=v.zone, value=int(v.digits) % 10**9) for v in request.values]
    return readings.ReadingAccepted(reading_id="r1", period="2026-11", received_at=NOW, values=values, repeated=False)


def answers() -> dict[str, Any]:
    listed = [reading(None, 2, "payment"), reading(True, 32, "without_payment"), reading(False, 40, "control")]
    sent = readings.SentReading(
        reading_id="r9",
        account_number=DACHA,
        received_at=NOW - timedelta(days=9),
        values=[ZoneValue(zone="one", value=4821)],
    )
    return {
        "readings.get_meters": lambda r: readings.AccountMeters(accounts=[meter(n) for n in r.account_numbers]),
        "readings.check_readings": check,
        "readings.check_control_reading": check_control,
        "readings.submit_readings": accepted,
        "readings.list_readings": readings.ReadingList(readings=listed),
        "readings.list_sent_without_payment": readings.SentReadings(readings=[sent]),
    }
