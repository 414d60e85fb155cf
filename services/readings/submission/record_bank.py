"""Readings that a payer has given through a bank: judged as a customer's are, and never asked about, as nobody is there
to answer. The money is credited by others, whatever the readings are worth."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from chassis.errors import Refusal
from chassis.service.bindings import Work
from contracts.bank_readings import BankOutcome
from contracts.registers import BankReadingsReceived, BankReadingsReleased, GivenReading, GivenValue
from contracts.wire import Zone
from services.readings.meters.active_meter import Past, closing_of, facts_of, locked_meter, past_readings
from services.readings.models import BankGiven, Meter, Reading
from services.readings.policy import policy_for
from services.readings.rules.checks import Judgement
from services.readings.rules.given import THROUGH_ZERO, in_words, judge_given
from services.readings.submission.record import add_reading, note, same_again
from services.readings.submission.withdrawal import take_back
from wording.moscow import MOSCOW

NOON = time(12)
OTHER_ACCOUNT = "платёж, с которым они пришли, отнесён к другому счёту"


def record_bank_readings(work: Work[None], event: BankReadingsReceived) -> None:
    """The day of the payment decides the period, as for readings «при оплате»; the file comes days later."""
    session = work.session
    if _rows(session, event):
        return  # told before, or taken back before it was told
    for part, given in enumerate(event.readings, start=1):
        row = BankGiven(
            channel=event.channel,
            operation=event.operation,
            nth=event.nth,
            part=part,
            account_number=event.account_number,
            paid_on=event.paid_on,
            received_at=work.now,
            serial=given.serial,
            written=in_words(_typed(given.values)),
            outcome="refused",
            reason="",
        )
        row.outcome, row.reason, row.reading_id = _judged(work, event, given)
        session.add(row)


def release_bank_readings(work: Work[None], event: BankReadingsReleased) -> None:
    """The payment belongs to another account: what was recorded for this one is withdrawn. The order of the two events
    is free."""
    session = work.session
    rows = _rows(session, event)
    for row in rows:
        if row.reading_id and row.outcome == "recorded":
            take_back(session, row.reading_id, event.account_number, OTHER_ACCOUNT, None, work.now)
        row.outcome, row.reason = "released", OTHER_ACCOUNT
    if not rows:
        gone = BankGiven(
            channel=event.channel,
            operation=event.operation,
            nth=event.nth,
            part=0,
            account_number=event.account_number,
            paid_on=event.released_at.date(),
            received_at=work.now,
            serial="",
            written="",
            outcome="released",
            reason=OTHER_ACCOUNT,
        )
        session.add(gone)


def _rows(session: Session, event: BankReadingsReceived | BankReadingsReleased) -> list[BankGiven]:
    mine = select(BankGiven).where(
        BankGiven.channel == event.channel, BankGiven.operation == event.operation, BankGiven.nth == event.nth
    )
    return list(session.scalars(mine))


def _judged(work: Work[None], event: BankReadingsReceived, given: GivenReading) -> tuple[BankOutcome, str, int | None]:
    session, day = work.session, min(event.paid_on, work.clock.today())
    try:
        meter = locked_meter(session, event.account_number, given.serial or None)
    except Refusal:
        words = f"у счёта нет счётчика № {given.serial}" if given.serial else "у счёта нет счётчика"
        return "refused", words, None
    past = past_readings(session, meter)
    facts = facts_of(meter, past, closing_of(session, event.account_number))
    judgement, why_not = judge_given(_typed(given.values), facts, day, policy_for(session, day))
    sent_at = min(datetime.combine(day, NOON, MOSCOW), work.now)
    if why_not:
        kept = _keep_refused(session, meter, judgement, why_not, day, sent_at, work.now)
        return "refused", why_not, kept
    known: Past | None = same_again(past, dict(judgement.values), judgement.period)
    if known:
        note(session, known, sent_at, "Переданы ещё раз", f"те же показания, через банк ({event.channel})")
        return "repeated", "те же показания уже переданы", known.id
    reading = add_reading(
        session, meter, dict(judgement.values), "bank", sent_at, day, judgement.period, recorded_at=work.now
    )
    note(session, reading, sent_at, "Пришли с платежом", event.channel)
    for finding in judgement.findings:
        if finding.code == THROUGH_ZERO:
            note(session, reading, sent_at, "Счётчик перешёл через ноль", finding.message)
    return "recorded", "", reading.id


def _typed(values: list[GivenValue]) -> list[tuple[Zone | None, str]]:
    return [(value.zone, value.digits) for value in values]


def _keep_refused(
    session: Session, meter: Meter, judgement: Judgement, reason: str, day: date, sent_at: datetime, now: datetime
) -> int | None:
    """With its reason among the account's readings, when it is a number at all."""
    if not judgement.values:
        return None
    row = Reading(
        meter_id=meter.id,
        taken_on=day,
        received_at=sent_at,
        period=judgement.period,
        source="bank",
        values=dict(judgement.values),
        loaded=False,
        payment_id=None,
        act=None,
        refused=reason,
        recorded_at=now,
        meter_act_id=None,
    )
    session.add(row)
    session.flush()
    return row.id
