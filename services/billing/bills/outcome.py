"""What a run has stored of one account's charge, as its bill prints it."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from contracts.bill import AbsenceLine, ChargeLine, MeterBlock, PenaltyBlock, PenaltyLine, Recalculation
from contracts.billing import RecalculationLine
from wording.recalculations import ground


class AccruedPenalty(BaseModel):
    """The month's penalty: `accrued` has the kopecks on each period's debt from its beginning, by that period."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    lines: list[PenaltyLine]
    accrued: dict[str, int]


class AbsenceTaken(AbsenceLine):
    """As the run stores it; publication reads the ground."""

    ground: str = ""


class RefusedAccess(BaseModel):
    """An act of refused access to a meter (п. 60(3))."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    number: str
    happened_on: date


class Stands(BaseModel):
    """Where the account stands after a month; its closing balance takes the registers as they are."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    missed: int
    registers: list[dict[str, object]]


class Replayed(Stands):
    """A closed month that was charged again."""

    period: str


class ChargeOutcome(Stands):
    """What publication takes of `run_results.outcome`: what goes into the bill, and into closing balances."""

    lines: list[ChargeLine]
    meters: list[MeterBlock]
    replayed: list[Replayed] = []
    absences: list[AbsenceTaken] = []
    refused: list[RefusedAccess] = []
    """By which the norm has its raising factor."""
    penalty: AccruedPenalty | None = None
    recalculations: list[RecalculationLine] = []

    @property
    def recalculation_lines(self) -> list[Recalculation]:
        """The lines for earlier months as the bill prints them."""
        return [_printed(line) for line in self.recalculations]

    @property
    def recalculated_kopecks(self) -> int:
        """Kopecks of the lines for earlier months."""
        return sum(line.amount_kopecks + line.excess_kopecks for line in self.recalculations)

    @property
    def recalculated_vat(self) -> int:
        """VAT contained in them, each at the rate of its month."""
        return sum(line.vat_kopecks for line in self.recalculations)

    @property
    def penalty_block(self) -> PenaltyBlock | None:
        """The bill's block of penalties; None when nothing is late."""
        lines = self.penalty.lines if self.penalty else []
        return PenaltyBlock(charged_kopecks=self.penalty_kopecks, lines=lines) if lines else None

    @property
    def penalty_kopecks(self) -> int:
        """Kopecks of penalty that the month adds."""
        return sum(line.amount_kopecks for line in self.penalty.lines) if self.penalty else 0


def _printed(line: RecalculationLine) -> Recalculation:
    return Recalculation(
        ground=ground(line.ground, line.settles, line.month, line.source),
        amount_kopecks=line.amount_kopecks + line.excess_kopecks,
        code=line.ground,
        settles=line.settles,
        month=line.month,
        zone=line.zone,
        tier=line.tier,
        method=line.method,
        volume=line.volume,
        price_kopecks=line.price_kopecks,
        excess_kopecks=line.excess_kopecks,
        vat_rate=line.vat_rate,
        vat_kopecks=line.vat_kopecks,
        source=line.source,
    )
