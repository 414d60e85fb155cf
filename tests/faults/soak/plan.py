"""What will be broken and when: drawn from a seed, pure, so that a run can be played again."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.services import SERVICES

REPLICATED = (*SERVICES, "payments-relay")
"""Run twice during a soak."""

PROCESSES = (*SERVICES, *(f"{name}-relay" for name in SERVICES), "printer", "gateway")
SECOND = tuple(f"{name} (second)" for name in REPLICATED)
SERVERS = ("rabbitmq", "postgres")
ANSWERS = ("delay", "timeout", "drop", "error", "error_after", "html", "cut", "broken")
Faults = Sequence[tuple[str, str]]
"""Points and kinds."""
CALLBACKS = ("late", "early", "twice", "parallel", "lost", "bad_checksum", "before_redirect")
BANK = (
    *(("register", kind) for kind in ANSWERS),
    *(("status", kind) for kind in (*ANSWERS, "lag")),
    *(("callback", kind) for kind in CALLBACKS),
    ("payment", "late_reversal"),
)
CONTRARY = tuple(("mood", str(number)) for number in range(1000))
"""What the contrary bank may be like, each by the number that draws it."""
MAIL = ("refuse 421", "refuse 450", "hang", "drop", "drop kept")

FIRST_S, PAUSES_S = 5.0, (2.0, 9.0)

CHANCES = {
    "kill": 10,
    "stop": 4,
    "freeze": 4,
    "bank": 10,
    "mail": 2,
    "sever": 2,
    "alarm": 1,
    "kill server": 1,
    "freeze server": 1,
}
"""What happens how often, by weight."""

CASES = {
    "kill": ("G2", "A1", "A2", "A3", "A4"),
    "stop": ("G1",),
    "freeze": ("B8", "B9"),
    "sever rabbitmq": ("B6",),
    "sever postgres": ("E1",),
    "alarm": ("B4",),
    "kill server rabbitmq": ("B2",),
    "kill server postgres": ("E1",),
    "freeze server rabbitmq": ("B3",),
    "freeze server postgres": ("E4",),
    "bank register": ("C1", "C2", "C5"),
    "bank status": ("C5", "C12"),
    "bank callback": ("C6", "C7", "C8", "C9", "C11"),
    "bank payment": ("C21",),
    "bank mood": ("I1", "I2", "I3", "I4", "I5", "I6"),
    "mail refuse": ("F3",),
    "mail hang": ("F3",),
    "mail drop": ("F2",),
}
"""Which cases of the catalogue a step belongs to, by how its words begin."""


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

    @property
    def cases(self) -> tuple[str, ...]:
        """Of the catalogue."""
        words = f"{self.what} {self.whom}"
        return next((cases for start, cases in CASES.items() if words.startswith(start)), ())


def drawn(seed: int, seconds: float, bank: Faults = BANK) -> list[Step]:
    """The steps of a run, in their order; none begins in its last ten seconds. `bank` is what its bank can do."""
    return list(_steps(random.Random(seed), seconds, bank))


def _steps(draw: random.Random, seconds: float, bank: Faults) -> Iterator[Step]:
    at = FIRST_S
    while at < seconds - 10:
        step = _one(draw, round(at, 1), bank)
        yield step
        at += step.seconds + draw.uniform(*PAUSES_S)


def _one(draw: random.Random, at: float, bank: Faults) -> Step:
    what = draw.choices(list(CHANCES), list(CHANCES.values()))[0]
    if what == "bank":
        return Step(at, what, " ".join(draw.choice(bank)))
    whom = draw.choice(_victims(what))
    lasting = {
        "freeze": (2.0, 6.0, 12.0),
        "mail": (5.0, 15.0),
        "alarm": (3.0, 8.0),
        "kill server": (1.0, 3.0, 10.0),
        "freeze server": (2.0, 8.0),
    }
    return Step(at, what, whom, draw.choice(lasting[what]) if what in lasting else 0.0)


def _victims(what: str) -> tuple[str, ...]:
    if what == "mail":
        return MAIL
    if what == "alarm":
        return ("rabbitmq",)
    if what in ("sever", "kill server", "freeze server"):
        return SERVERS
    return (*PROCESSES, *SECOND) if what == "kill" else PROCESSES
