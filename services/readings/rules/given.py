"""Readings that a bank passes on: whose register each number is, and whether a customer could have sent it. Pure."""

from collections.abc import Sequence
from datetime import date

from contracts.wire import Zone
from services.readings.rules import phrases
from services.readings.rules.checks import Judgement, judge_typed
from services.readings.rules.findings import error
from services.readings.rules.meter import MeterFacts
from services.readings.rules.policy import Policy
from wording.zones import zone

THROUGH_ZERO = "E4"

Given = Sequence[tuple[Zone | None, str]]
"""Zone, if the bank names it, and digits as written."""


def judge_given(given: Given, meter: MeterFacts, day: date, policy: Policy) -> tuple[Judgement, str]:
    """The judgement on the day of the payment, and why it does not count; empty when it does.

    What a customer would be asked to confirm does not count either: nobody is there to answer. A counter that went
    through zero with a use as usual does.
    """
    if meter.installed_on and day < meter.installed_on:
        early = f"счётчик установлен позже, {phrases.day(meter.installed_on)}"
        return Judgement(f"{day:%Y-%m}", {}, (), (error("E14", early),)), early
    named = _zones(given, meter.zones)
    if named is None:
        count = f"в реестре показаний: {len(given)}, шкал у счётчика: {len(meter.zones)}"
        return Judgement(f"{day:%Y-%m}", {}, (), (error("E3", count),)), count
    typed = [(code, text) for code, (_, text) in zip(named, given, strict=True)]
    judgement = judge_typed(typed, meter, day, policy)
    grave = [finding.message for finding in judgement.findings if finding.severity == "error"]
    if grave:
        return judgement, grave[0]
    doubtful = [finding for finding in judgement.findings if finding.severity == "confirm"]
    if all(finding.code == THROUGH_ZERO for finding in doubtful):
        return judgement, ""
    first = next(finding.message for finding in doubtful if finding.code != THROUGH_ZERO)
    return judgement, f"{first}. Через банк это не подтвердить: уточните у абонента"


def in_words(given: Given) -> str:
    """As the bank wrote it, for staff: «день 11366, ночь 7829», or the numbers alone."""
    return ", ".join(f"{zone(code) if code else ''} {text}".lstrip() for code, text in given)


def _zones(given: Given, zones: Sequence[Zone]) -> Sequence[Zone] | None:
    """The register of each number; None when numbers without names are not as many as the meter's registers."""
    named = [code for code, _ in given if code is not None]
    if len(named) == len(given):
        return named
    return zones if not named and len(given) == len(zones) else None
