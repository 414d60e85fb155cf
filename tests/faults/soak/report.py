"""What a soak has shown, in a few lines and in one word."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """`findings` are the checker's, `moving` what had not become quiet in time."""

    seed: int
    seconds: float
    steps: int
    started: int
    paid: int
    quiet_s: float
    longest_s: float
    away_from_s: float
    cases: list[str]
    shown: int
    refused: int
    refunded: int
    moving: list[str]
    findings: list[str]
    errors: list[str]

    @property
    def clean(self) -> bool:
        """A run that gave nothing back has shown nothing about refunds."""
        return not (self.moving or self.findings or self.errors) and self.refunded > 0

    def lines(self) -> list[str]:
        kinds = {kind: sum(finding.startswith(kind) for finding in self.findings) for kind in ("lost", "stuck")}
        doubled = sum("doubled" in finding for finding in self.findings)
        return [
            f"seed {self.seed}, {self.seconds:.0f} s, {self.steps} faults",
            f"payments: {self.started} begun, {self.paid} paid, {kinds['lost']} lost, {doubled} doubled, "
            f"{kinds['stuck'] + len(self.moving)} stuck",
            f"refunds: {self.refunded} asked for and made",
            f"quiet {self.quiet_s:.0f} s after the last fault",
            f"«Главная»: shown {self.shown} times, refused {self.refused} times, "
            f"away {self.longest_s:.1f} s at most, from second {self.away_from_s:.0f} on",
            f"cases of the catalogue: {' '.join(self.cases)}",
            *self.moving,
            *self.findings,
            *self.errors,
            "clean" if self.clean else f"NOT CLEAN; again: ./cabinet faults --seed {self.seed}",
        ]
