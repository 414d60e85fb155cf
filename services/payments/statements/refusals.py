"""Refusals that concern a bank statement or one of its operations."""

from collections.abc import Sequence

from chassis.errors import Refusal
from services.payments.statements.formats.layout import Fault


def register_refused(faults: Sequence[Fault], field: str = "content") -> Refusal:
    """Nothing of the file was taken."""
    details = [{"line": fault.line, "field": fault.field, "remedy": fault.remedy} for fault in faults]
    return Refusal("register_refused", "Файл не принят: в нём есть ошибки", field, {"faults": details})


def register_not_found() -> Refusal:
    return Refusal("register_not_found", "Реестр не найден")


def operation_not_found() -> Refusal:
    return Refusal("operation_not_found", "Операция не найдена")


def operation_settled(why: str) -> Refusal:
    return Refusal("operation_settled", why)
