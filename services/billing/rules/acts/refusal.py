"""Refused access to the meter (ПП РФ 354, п. 59 «в», 60, 60(3))."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from services.billing.rules.acts.act import Act
from services.billing.rules.periods import months_from, period_of
from services.billing.rules.policy import Policy


class Refusal(NamedTuple):
    """Access that is still refused in a month: since when, and by which acts."""

    since: date
    acts: tuple[Act, ...]
    """In the order of their days; several of one day are one refusal."""
    months: int
    """Months from that of the first act, this one included."""


def standing(acts: Sequence[Act], checked_on: date | None, period: str, first: date, last: date) -> Refusal | None:
    """Returns the refusal that stands in the period.

    A check ends it: `checked_on` is the day of the last reading that counts, and after a refusal only a check's does.
    """
    found = sorted(
        (
            act
            for act in acts
            if act.kind == "access_refused"
            and act.happened_on <= last
            and (act.until is None or act.until >= first)
            and (checked_on is None or checked_on <= act.happened_on)
        ),
        key=lambda act: act.happened_on,
    )
    if not found:
        return None
    since = found[0].happened_on
    return Refusal(since, tuple(found), months_from(period_of(since), period) + 1)


def raised(refusal: Refusal, policy: Policy) -> bool:
    """Whether the norm with the raising factor holds: from the second act's month, or after the months by average."""
    return len({act.happened_on for act in refusal.acts}) > 1 or refusal.months > policy.avg_max_periods
