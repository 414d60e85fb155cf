"""What the owner of a meter should know of it, beside the readings: verification, failure, remote reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.readings.rules import phrases
from services.readings.rules.policy import Policy


@dataclass(frozen=True, slots=True)
class Note:
    code: Literal["verification", "failed", "smart"]
    urgent: bool
    message: str


def notes(
    verification_due: date | None, failed_on: date | None, smart: bool, today: date, policy: Policy
) -> Iterator[Note]:
    """The most pressing first. Readings of a meter count after its verification has run out, too (ПП 354, п. 80(1))."""
    if failed_on and failed_on <= today:
        text = f"Счётчик неисправен с {phrases.day(failed_on)}: до его замены считаем по среднему расходу."
        yield Note("failed", True, text)
    if verification_due:
        left = (verification_due - today).days
        if left < 0:
            text = f"Срок поверки счётчика прошёл {phrases.day(verification_due)}. Показания принимаем и дальше"
            yield Note("verification", True, f"{text}; о поверке или замене скажет обслуживающий участок.")
        elif left <= policy.verification_first_days:
            yield Note("verification", left <= policy.verification_third_days, _soon(verification_due, left, policy))
    if smart:
        yield Note("smart", False, "Счётчик передаёт показания сам, вводить их не обязательно.")


def _soon(due: date, left: int, policy: Policy) -> str:
    text = f"Поверка счётчика действует до {phrases.day(due)}, осталось {left} дн."
    if left <= policy.verification_second_days:
        text += " О поверке или замене договоритесь с обслуживающим участком."
    return text
