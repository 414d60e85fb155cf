"""Which readings the published bills of an account rest on, and the estimates that stood in for missing ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from contracts.readings import LifeStep, ReadingLife
from contracts.wire import Zone
from services.readings.models import PublishedBill
from services.readings.rules.periods import last_day
from wording.dates import month

_BY_ESTIMATE = {"average": "среднему расходу", "norm": "нормативу"}


@dataclass(frozen=True)
class Bills:
    """The bills of one account by period."""

    by_period: Mapping[str, PublishedBill]

    @property
    def first(self) -> str | None:
        return min(self.by_period, default=None)

    def of(self, period: str) -> PublishedBill | None:
        return self.by_period.get(period)

    def use_of(self, serial: str, taken_on: date, values: Mapping[Zone, int]) -> tuple[str, datetime] | None:
        """The period of the bill that rests on all registers of this reading, and when it was published."""
        wanted = {(serial, zone, value, taken_on.isoformat()) for zone, value in values.items()}
        for period in sorted(self.by_period):
            bill = self.by_period[period]
            if wanted <= _rests_on(bill):
                return period, bill.published_at
        return None

    def settling(self, period: str, known_at: datetime) -> tuple[str, datetime] | None:
        """The first later bill that was published after a reading of a billed period had become known."""
        for later in sorted(self.by_period):
            bill = self.by_period[later]
            if later > period and bill.published_at > known_at:
                return later, bill.published_at
        return None

    def estimates(self, serial: str) -> list[ReadingLife]:
        """Periods billed without any reading of the meter: each stands among the readings as расчётные."""
        return [
            _estimate(bill, serial)
            for bill in self.by_period.values()
            if bill.method in _BY_ESTIMATE and not bill.readings
        ]


def load_bills(session: Session, account_number: str) -> Bills:
    found = session.scalars(select(PublishedBill).where(PublishedBill.account_number == account_number))
    return Bills({bill.period: bill for bill in found})


def _rests_on(bill: PublishedBill) -> set[tuple[str, str, int, str]]:
    return {(row["meter_serial"], row["zone"], row["value"], row["taken_on"]) for row in bill.readings}


def _estimate(bill: PublishedBill, serial: str) -> ReadingLife:
    billed = month(bill.period)
    reason = (
        f"Показания за {billed} не поступили, расход посчитан по {_BY_ESTIMATE[bill.method]}. "
        "Передайте показания: разница будет учтена в следующем счёте"
    )
    return ReadingLife(
        reading_id=f"estimate-{bill.period}",
        meter_serial=serial,
        taken_on=last_day(bill.period),
        received_at=bill.published_at,
        source="estimated",
        values=[],
        period=bill.period,
        used=True,
        used_in=bill.period,
        reason=reason,
        reason_code="estimated",
        steps=[LifeStep(at=bill.published_at, title="Рассчитаны", detail=reason, code="estimated")],
    )
