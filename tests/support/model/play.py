"""A town played with the product: files loaded, staff's requests made, months run and published, each on its day."""

import logging
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

from chassis.context import Caller, Context, entered
from chassis.errors import Refusal
from chassis.service.bindings import Call
from contracts.billing import AgreementPart, AgreementRequest, Correction
from deploy.launcher.host.progress import Progress
from deploy.operations.rehearse.bills import Line
from deploy.operations.rehearse.databases import Books, books
from deploy.operations.rehearse.plan import Problem, Step
from deploy.operations.rehearse.play import Play
from services.billing.corrections.posting import post_correction
from services.billing.notices.agreements import record_agreement
from services.billing.settings import BillingSettings, BillingWork
from tests.support.model.facts import Household, Month, first, name
from tests.support.model.files import START

ACCOUNTANT = Caller("7", "accountant")


def play(folder: Path, homes: list[Household], start: Month, end: Month) -> Iterator[Line]:
    """Yields the lines of the output as a rehearsal has them."""
    logging.basicConfig(level=logging.CRITICAL)
    progress = Progress(sys.stderr)
    with books(progress) as kept:
        played, desk = Play(kept, folder), _Desk(kept, homes)
        yield from played.step(Step(0, first(start).replace(day=9), "load", START))
        for month in range(start, end + 1):
            day = first(month + 1)
            with progress.step(name(month)):
                if any((folder / name(month)).iterdir()):
                    yield from played.step(Step(month, day, "load", name(month)))
                yield from desk.asks(month, played)
                yield from played.step(Step(month, day, "run", name(month)))
                yield from played.step(Step(month, day.replace(day=2), "publish", name(month)))


class _Desk:
    """What staff does while the drafts of a month are looked at."""

    def __init__(self, kept: Books, homes: list[Household]) -> None:
        self.kept, self.homes = kept, homes

    def asks(self, month: Month, played: Play) -> Iterator[Line]:
        """What is refused is a line with `error`."""
        moment = datetime.combine(first(month + 1), time(7), tzinfo=played.clock.now().tzinfo)
        played.clock.moment = max(moment, played.clock.now() + timedelta(seconds=1))
        self.kept.set_day(played.clock.now())
        call: Call[BillingSettings] = Call(
            database=self.kept.billing, clock=played.clock, caller=ACCOUNTANT, dependencies=played.settings
        )
        for home in self.homes:
            asked = [one.known for one in home.corrections] + [one.known for one in home.agreements]
            if month not in asked:
                continue
            try:
                with entered(Context(caller=ACCOUNTANT)), call.transaction() as work:
                    _ask(work, home, month)
            except Refusal as refused:
                yield Problem(refused.message, f"desk {name(month)}", 0, refused.field or "", home.number).dump()


def _ask(work: BillingWork, home: Household, month: Month) -> None:
    for nth, one in enumerate(home.corrections):
        if one.known == month:
            post_correction(
                work,
                Correction(
                    account_number=home.number,
                    amount_kopecks=one.kopecks,
                    ground="по заявлению потребителя",
                    idempotency_key=f"{home.number}-correction-{nth}",
                    volume=one.kwh,
                    zone=one.zone,  # type: ignore[arg-type]
                    month=name(one.month) if one.month is not None else None,
                ),
            )
    for nth, agreed in enumerate(home.agreements):
        if agreed.known == month:
            parts = [AgreementPart(due_on=day, amount_kopecks=kopecks) for day, kopecks in agreed.parts]
            record_agreement(
                work,
                AgreementRequest(
                    account_number=home.number,
                    number=f"Р-{nth}",
                    agreed_on=agreed.agreed_on,
                    parts=parts,
                    idempotency_key=f"{home.number}-agreement-{nth}",
                ),
            )
