"""«Показания» (M4.6) and the passports (B1): each reading of an account with what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from chassis.service.bindings import Work
from contracts.readings import LifeStep, PaidWith, ReadingLife, ReadingList, SentReading, SentReadings
from contracts.wire import AccountsInterval, Interval
from services.readings.history.bills import Bills, load_bills
from services.readings.meters.owner_terms import own_since
from services.readings.models import Meter, Reading, ReadingNote, Withdrawal
from services.readings.policy import policy_for
from services.readings.rules.passport import Facts, Step, passport
from services.readings.rules.periods import months_between, period_of, shifted
from services.readings.rules.policy import Policy
from services.readings.submission.record import sent_source, zone_values


@dataclass
class Account:
    """Everything about the readings of one account that its passports are drawn from."""

    policy: Policy
    today: date
    meters: dict[int, Meter]
    readings: list[Reading]
    bills: Bills
    notes: dict[int, list[Step]] = field(default_factory=dict)
    withdrawals: dict[int, Step] = field(default_factory=dict)

    def life(self, reading: Reading) -> ReadingLife:
        meter = self.meters[reading.meter_id]
        bill = self.bills.of(reading.period)
        settled_in, settles_by = self._settlement(reading)
        facts = Facts(
            source=reading.source,
            period=reading.period,
            received_at=reading.received_at,
            notes=self.notes.get(reading.id, ()),
            refused=reading.refused,
            withdrawn=self.withdrawals.get(reading.id),
            loaded=reading.loaded,
            act=reading.act,
            replaced_by=self._replacement(reading),
            used_in=self.bills.use_of(meter.serial, reading.taken_on, reading.values),
            bill=(bill.method, bill.published_at) if bill else None,
            settled_in=settled_in,
            settles_by=settles_by,
            billed_elsewhere_before=self.bills.first or shifted(period_of(self.today), -1),
        )
        drawn = passport(facts, self.policy.cutoff_day, self.policy.publish_day, shifted(reading.period, 1))
        return ReadingLife(
            reading_id=str(reading.id),
            meter_serial=meter.serial,
            taken_on=reading.taken_on,
            received_at=reading.received_at,
            source=sent_source(reading.source),
            values=zone_values(meter, reading.values),
            period=reading.period,
            used=drawn.used,
            used_in=drawn.used_in,
            reason=drawn.reason,
            reason_code=drawn.reason_code,
            steps=[LifeStep(at=step.at, title=step.title, detail=step.detail, code=step.code) for step in drawn.steps],
            payment_id=reading.payment_id,
            decimals=meter.decimals,
            through_bank=reading.source == "bank",
            by_phone=reading.source == "phone",
            meter_act=(reading.act or "") if reading.source == "act" else "",
        )

    def _settlement(self, reading: Reading) -> tuple[tuple[str, datetime] | None, str | None]:
        """Of a reading that became known after its month's bill: which bill has settled it, or which one will."""
        bill, known_at = self.bills.of(reading.period), reading.recorded_at
        if bill is None or known_at is None or known_at <= bill.published_at:
            return None, None
        settled = self.bills.settling(reading.period, known_at)
        following = shifted(max(self.bills.by_period), 1)
        settles = months_between(reading.period, following) <= self.policy.settle_back_months
        return settled, following if settles and settled is None else None

    def _replacement(self, reading: Reading) -> datetime | None:
        """The moment of the reading that counts for the period instead of this one (E7)."""
        later = [
            other
            for other in self.readings
            if (other.meter_id, other.period) == (reading.meter_id, reading.period)
            and other.refused is None
            and other.id not in self.withdrawals
            and (other.taken_on, other.received_at) > (reading.taken_on, reading.received_at)
        ]
        return max((other.received_at for other in later), default=None)


def list_readings(work: Work[None], request: Interval) -> ReadingList:
    """By the day on which they were taken, the latest first; estimates by billing stand among them. An owner
    sees those of the own term."""
    own = own_since(work.session, [request.account_number]).get(request.account_number, request.since)
    account = _load(work, request.account_number)
    lives = [account.life(reading) for reading in account.readings]
    if account.meters:
        lives += account.bills.estimates(max(account.meters.values(), key=lambda meter: meter.installed_on).serial)
    chosen = [life for life in lives if max(own, request.since) <= life.taken_on <= request.until]
    return ReadingList(readings=sorted(chosen, key=lambda life: (life.taken_on, life.received_at), reverse=True))


def life_of(work: Work[None], account_number: str, reading_id: str) -> ReadingLife:
    """One reading's passport; it exists."""
    account = _load(work, account_number)
    return account.life(next(reading for reading in account.readings if str(reading.id) == reading_id))


def list_sent(work: Work[None], request: AccountsInterval) -> SentReadings:
    """«передача показаний без оплаты» for «Платежи» (M4.3.3), the latest first; an owner sees those of the own term."""
    own = own_since(work.session, request.account_numbers)
    return _sent(
        work.session,
        Meter.account_number.in_(request.account_numbers),
        Reading.source == "without_payment",
        Reading.taken_on.between(request.since, request.until),
        *(or_(Meter.account_number != number, Reading.taken_on >= since) for number, since in own.items()),
    )


def list_paid_with(work: Work[None], request: PaidWith) -> SentReadings:
    """What a payment brought (B3): none when the same readings had been sent before."""
    return _sent(work.session, Reading.payment_id == request.payment_id)


def _sent(session: Session, *conditions: ColumnElement[bool]) -> SentReadings:
    joined = select(Reading, Meter).join(Meter, Meter.id == Reading.meter_id)
    rows = session.execute(joined.where(*conditions).order_by(Reading.received_at.desc(), Reading.id.desc()))
    return SentReadings(
        readings=[
            SentReading(
                reading_id=str(reading.id),
                account_number=meter.account_number,
                received_at=reading.received_at,
                values=zone_values(meter, reading.values),
                decimals=meter.decimals,
            )
            for reading, meter in rows
        ]
    )


def _load(work: Work[None], account_number: str) -> Account:
    session, today = work.session, work.clock.today()
    meters = {m.id: m for m in session.scalars(select(Meter).where(Meter.account_number == account_number))}
    readings = list(session.scalars(select(Reading).where(Reading.meter_id.in_(meters))))
    ids = [reading.id for reading in readings]
    account = Account(policy_for(session, today), today, meters, readings, load_bills(session, account_number))
    notes: Iterable[ReadingNote] = session.scalars(select(ReadingNote).where(ReadingNote.reading_id.in_(ids)))
    for note in notes:
        account.notes.setdefault(note.reading_id, []).append(Step(note.at, note.title, note.detail))
    withdrawals: Iterable[Withdrawal] = session.scalars(select(Withdrawal).where(Withdrawal.reading_id.in_(ids)))
    for gone in withdrawals:
        account.withdrawals[gone.reading_id] = Step(gone.at, "Отозваны", gone.reason, "withdrawn")
    return account
