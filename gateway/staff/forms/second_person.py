"""What the confirmation of a deed above the limit of one person says, and where it goes then."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from contracts.approvals import Approval
from gateway.staff.words.approvals import DEED
from wording.money import money


def in_words(one: Approval) -> str:
    """The deed and its sum."""
    return f"{DEED[one.deed]}, {money(abs(one.amount_kopecks))}"


def asked_for(approval: Approval) -> ResponseReturnValue:
    """Says that a deed waits now, and shows the list."""
    flash(f"Передано на одобрение: {in_words(approval)}. Проведёт другой сотрудник.", "success")
    return redirect(url_for("staff.approvals.show"))


def second_person(above: int | None, warning: str, button: str) -> tuple[str, str]:
    """The warning and the button of a confirmation: its own, or those of a deed above the limit."""
    if above is None:
        return warning, button
    alone = f"Один сотрудник проводит до {money(above)}" if above else "Один сотрудник такого не проводит"
    return f"{alone}: запрос уйдёт на одобрение другому. До одобрения ничего не изменится.", "Передать на одобрение"
