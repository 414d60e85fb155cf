"""What a run has stored of one account's charge, as its bill prints it."""

from pydantic import BaseModel, ConfigDict

from contracts.bill import ChargeLine, MeterBlock, PenaltyBlock, PenaltyLine


class AccruedPenalty(BaseModel):
    """The month's penalty: `accrued` has the kopecks on each period's debt from its beginning, by that period."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    lines: list[PenaltyLine]
    accrued: dict[str, int]


class ChargeOutcome(BaseModel):
    """The part of `run_results.outcome` that goes into the bill."""

    model_config = ConfigDict(frozen=True, strict=True, hide_input_in_errors=True)

    lines: list[ChargeLine]
    meters: list[MeterBlock]
    penalty: AccruedPenalty | None = None

    @property
    def penalty_block(self) -> PenaltyBlock | None:
        """The bill's block of penalties; None when nothing is late."""
        lines = self.penalty.lines if self.penalty else []
        return PenaltyBlock(charged_kopecks=self.penalty_kopecks, lines=lines) if lines else None

    @property
    def penalty_kopecks(self) -> int:
        """Kopecks of penalty that the month adds."""
        return sum(line.amount_kopecks for line in self.penalty.lines) if self.penalty else 0
