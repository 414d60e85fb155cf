"""«Выберите лицевой счет»: which of the linked accounts a page shows."""

from flask import request

from chassis.errors import Refusal
from gateway.http.identity.visitor import Visitor


def chosen_account(visitor: Visitor) -> str:
    """The account of the address, the primary one by default; someone else's does not exist here."""
    return own(visitor, request.args.get("account") or visitor.primary)


def own(visitor: Visitor, number: str) -> str:
    """The number when it is linked, else the refusal that tells nothing about strangers (M5.2)."""
    if not visitor.owns(number):
        raise Refusal("account_not_found", "Такого лицевого счёта в Вашем кабинете нет.")
    return number
