"""How airily a bill is set, whether it tells the ways to pay, and where its second page begins, if it needs one.

The foot of the first page (help, authenticity code, tear-off slip) keeps its place on the sheet,
and the tables above it have known heights. Nearly every bill fits; one with many recalculations or replaced meters
goes on overleaf.
"""

from dataclasses import dataclass, replace
from enum import Enum

ROOM = 199.0 - 52.5
"""Millimetres between the payer's block and the foot."""


@dataclass(frozen=True, slots=True)
class Setting:
    """Heights in mm as `forms/bill.css` gives them, rounded up; the tests hold them against the layout."""

    parties: float
    party_line: float
    head: float
    row: float
    extra_line: float
    meter: float
    """The least that a meter takes: its number and what is said of it."""
    legend: float
    balance: float
    notice: float
    debts: float
    paragraph: float = 3.3
    """A line of instalments and of the information to consumers."""
    heading: float = 5.6
    """Above either of them."""
    ways: float = 0
    """0: there is no room to tell them."""


AIRY = Setting(
    parties=8.8,
    party_line=4.1,
    head=14.8,
    row=6.3,
    extra_line=4.2,
    meter=9.9,
    legend=4.4,
    balance=26.5,
    notice=28.0,
    debts=15.0,
    ways=24.5,
)
ROOMY = Setting(
    parties=6.0,
    party_line=3.95,
    head=12.5,
    row=5.35,
    extra_line=3.8,
    meter=8.6,
    legend=4.0,
    balance=22.5,
    notice=26.6,
    debts=14.3,
)
ROOMY_WAYS = 22.5
DENSE = Setting(
    parties=5.0,
    party_line=3.75,
    head=9.9,
    row=4.05,
    extra_line=3.3,
    meter=7.3,
    legend=3.8,
    balance=18.8,
    notice=21.2,
    debts=11.9,
)


class Section(Enum):
    METERS = "meters"
    CHARGES = "charges"
    RECALCULATIONS = "recalculations"
    BALANCE = "balance"
    NOTICE = "notice"
    DEBTS = "debts"
    INSTALMENTS = "instalments"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """How much a bill has to say."""

    party_lines: int
    """Of the longer of the two parties' columns."""
    meters: tuple[int, ...]
    """Rows of each meter."""
    second_lines: int = 0
    """Of registers and of the rows of charges, beside the first of each."""
    charges: int
    raising_lines: int = 0
    recalculations: int
    ground_lines: int
    """Of all grounds of recalculation."""
    notice: bool
    debts: bool
    penalty_lines: int
    instalment_lines: int = 0
    information_lines: int = 0


@dataclass(frozen=True, slots=True)
class Paging:
    setting: Setting
    overleaf: Section | None
    """The first section of the second page."""

    @property
    def airy(self) -> bool:
        return self.setting is AIRY

    @property
    def dense(self) -> bool:
        return self.setting is DENSE

    @property
    def ways(self) -> bool:
        return self.setting.ways > 0


def paging(content: Content) -> Paging:
    """The airiest setting that holds everything on one page, else the densest and where it breaks."""
    for setting in (AIRY, replace(ROOMY, ways=ROOMY_WAYS), ROOMY, DENSE):
        room = ROOM - setting.parties - setting.party_line * content.party_lines
        heights = _heights(content, setting)
        if sum(heights.values()) + setting.ways <= room:
            return Paging(setting, None)
    return Paging(DENSE, _first_without_room(heights, room))


def _first_without_room(heights: dict[Section, float], room: float) -> Section:
    for section, height in heights.items():
        room -= height
        if room < 0:
            return section
    raise AssertionError("asked only when there is not room for all")


def _heights(content: Content, setting: Setting) -> dict[Section, float]:
    meters = sum(max(rows * setting.row, setting.meter) for rows in content.meters)
    more = content.second_lines * setting.extra_line
    grounds = content.recalculations * setting.row
    grounds += (content.ground_lines - content.recalculations) * setting.extra_line
    told = (content.instalment_lines, content.information_lines)
    instalments, information = (setting.heading + lines * setting.paragraph if lines else 0 for lines in told)
    charges = (content.charges + 1) * setting.row + content.raising_lines * setting.extra_line
    return {
        Section.METERS: setting.head + meters if content.meters else 0,
        Section.CHARGES: setting.head + charges + more + setting.legend,
        Section.RECALCULATIONS: setting.head + grounds if content.recalculations else 0,
        Section.BALANCE: setting.balance,
        Section.NOTICE: setting.notice if content.notice else 0,
        Section.DEBTS: (setting.debts if content.debts else 0) + content.penalty_lines * setting.extra_line,
        Section.INSTALMENTS: instalments,
        Section.INFORMATION: information,
    }
