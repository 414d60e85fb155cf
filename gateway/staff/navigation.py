"""What every page of the desk shows around its content: the sections that the role may use."""

from dataclasses import dataclass
from secrets import token_urlsafe

from flask import g

from gateway.staff.words import approvals, audit, codes


@dataclass(frozen=True, slots=True)
class Section:
    """`call` is what the section begins with: who may not make it does not see the section."""

    title: str
    endpoint: str
    call: str
    parts: tuple[str, ...] = ()
    """The blueprints whose other pages belong to it."""

    def holds(self, blueprint: str | None) -> bool:
        return (blueprint or "").removeprefix("staff.") in self.parts


SECTIONS = (
    Section(
        "Поиск",
        "staff.search.show",
        "billing.find_accounts",
        (
            *("accounts", "control_readings", "corrections", "debts", "impersonation", "ownership"),
            *("acts", "meter_acts", "account_acts", "transfers"),
        ),
    ),
    Section("Обращения", "staff.appeals.waiting", "feedback.list_open", ("appeals", "answers", "templates")),
    Section("Платежи на проверке", "staff.payments.review", "payments.list_for_review", ("reviews",)),
    Section("Реестры", "staff.statements.show", "payments.list_registers", ("statements", "operations")),
    Section("Сверка", "staff.reconciliation.show", "payments.list_reconciliations", ("reconciliation", "restoring")),
    Section("На одобрении", "staff.approvals.show", "billing.list_approvals", ("approvals",)),
    Section("Возвраты переплат", "staff.payouts.show", "billing.list_payouts", ("payouts",)),
    Section("Закрытые счета", "staff.worklists.closed", "billing.list_closed_accounts", ("worklists",)),
    Section("Письма", "staff.letters.show", "notifications.list_letters", ("letters", "previews")),
    Section("Напоминания", "staff.reminders.show", "notifications.list_reminder_rules", ("reminders",)),
    Section("Должники", "staff.restriction.debtors", "billing.list_debtors", ("restriction", "agreements")),
    Section("Расчёт периода", "staff.runs.show", "billing.get_run", ("runs", "run_checks", "recalculations", "paper")),
    Section("Первый день", "staff.first_day.show", "billing.get_first_day"),
    Section("Отчёты", "staff.reports.show", "billing.list_reports", ("reports",)),
    Section("Загрузка данных", "staff.imports.show", "billing.list_packages", ("imports",)),
    Section("Тарифы и нормы", "staff.rates.show", "billing.list_rates"),
    Section("Объявления", "staff.news.show", "notifications.list_all_news"),
    Section("Цифры дня", "staff.daily_statistics.show", "feedback.get_figures"),
    Section("Журнал действий", "staff.audit.show", "auth.list_audit"),
    Section("Необработанные сообщения", "staff.dead_letters.show", "auth.list_dead_letters"),
)


def desk_context() -> dict[str, object]:
    """Names for the desk's templates; `member` is None on its sign-in page."""
    known = g.get("member")
    return {
        "member": known,
        "may": known.may if known else lambda call: False,
        "desk_sections": [section for section in SECTIONS if known and known.may(section.call)],
        "new_nonce": token_urlsafe(12),
        "words": codes,
        "approval_states": approvals.STATE,
        "trail": audit,
    }
