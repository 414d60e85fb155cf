"""What will be broken and when: drawn from a seed, pure, so that a run can be played again."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from deploy.local.processes import SERVICES

REPLICATED = ("payments", "billing", "readings", "payments-relay")
"""Run twice during a soak."""

PROCESSES = (*SERVICES, *(f"{name}-relay" for name in SERVICES), "printer", "gateway")
SECOND = tuple(f"{name} (second)" for name in REPLICATED)
BANK = (
    *(("register", kind) for kind in ("timeout", "drop", "error", "error_after", "html", "cut")),
    *(("status", kind) for kind in ("timeout", "error", "html", "cut", "lag")),
    *(("callback", kind) for kind in ("late", "twice", "parallel", "lost", "bad_checksum")),
)

FIRST_S, PAUSES_S = 5.0, (2.0, 9.0)


@dataclass(frozen=True, slots=True)
class Step:
    """`at` seconds after the start, `what` is done to `whom`, for `seconds` where it lasts."""

    at: float
    what: str
    whom: str
    seconds: float = 0.0

    def __str__(self) -> str:
        lasting = f" for {self.seconds:.0f} s" if self.seconds else ""
        return f"{self.at:6.1f} s  {self.what} {self.whom}{lasting}"


def drawn(seed: int, seconds: float) -> list[Step]:
    """The steps of a run, in their order; none begins in its last ten seconds."""
    return list(_steps(random.Random(seed), seconds))


def _steps(draw: random.Random, seconds: float) -> Iterator[Step]:
    at = FIRST_S
    while at < seconds - 10:
        step = _one(draw, round(at, 1))
        yield step
        at += step.seconds + draw.uniform(*PAUSES_S)


def _one(draw: random.Random, at: float) -> Step:
    kinds = {"kill": 10, "stop": 4, "freeze": 4, "bank": 8, "sever": 2, "kill server": 1, "freeze server": 1}
    what = draw.choices(list(kinds), list(kinds.values()))[0]
    if what == "bank":
        point, kind = draw.choice(BANK)
        return Step(at, what, f"{point} {kind}")
    if what == "sever":
        return Step(at, what, draw.choice(("rabbitmq", "postgres")))
    if what == "kill server":
        return Step(at, what, draw.choice(("rabbitmq", "postgres")), draw.choice((1.0, 3.0, 10.0)))
    if what == "freeze server":
        return Step(at, what, draw.choice(("rabbitmq", "postgres")), draw.choice((2.0, 8.0)))
    whom = draw.choice((*PROCESSES, *SECOND) if what == "kill" else PROCESSES)
    return Step(at, what, whom, draw.choice((2.0, 6.0, 12.0)) if what == "freeze" else 0.0)
