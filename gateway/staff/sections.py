"""The sections of the desk, by groups: what each begins with decides which roles see it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """`call` is what the section begins with: who may not make it does not see the section."""

    title: str
    endpoint: str
    call: str
    parts: tuple[str, ...] = ()
    """The blueprints whose other pages belong to it."""
    waits: str | None = None
    """What `counts` counts of it."""

    def holds(self, blueprint: str | None) -> bool:
        return (blueprint or "").removeprefix("staff.") in self.parts


@dataclass(frozen=True, slots=True)
class Group:
    """Sections of one kind of work, under one heading of the menu."""

    title: str
    sections: tuple[Section, ...]


_ON_ACCOUNTS = (
    *("accounts", "control_readings", "corrections", "debts", "impersonation", "notes", "ownership", "told_readings"),
    *("acts", "meter_acts", "account_acts", "transfers"),
)
GROUPS = (
    Group(
        "Абоненты",
        (
            Section("Сегодня", "staff.search.show", "billing.find_accounts", _ON_ACCOUNTS),
            Section(
                "Обращения",
                "staff.appeals.waiting",
                "feedback.list_queue",
                ("appeals", "answers", "templates", "received"),
                waits="appeals",
            ),
            Section("Письма", "staff.letters.show", "notifications.list_letters", ("letters", "previews")),
            Section("Объявления", "staff.news.show", "notifications.list_all_news"),
            Section("Напоминания", "staff.reminders.show", "notifications.list_reminder_rules", ("reminders",)),
        ),
    ),
    Group(
        "Деньги",
        (
            Section(
                "Платежи на проверке",
                "staff.payments.review",
                "payments.list_for_review",
                ("reviews",),
                waits="payments",
            ),
            Section(
                "Реестры",
                "staff.statements.show",
                "payments.list_registers",
                ("statements", "operations"),
                waits="operations",
            ),
            Section(
                "Сверка", "staff.reconciliation.show", "payments.list_reconciliations", ("reconciliation", "restoring")
            ),
            Section("На одобрении", "staff.approvals.show", "billing.list_approvals", ("approvals",)),
            Section("Возвраты переплат", "staff.payouts.show", "billing.list_payouts", ("payouts",), waits="payouts"),
            Section(
                "Должники",
                "staff.debt_list.show",
                "billing.list_debts",
                ("debt_list", "notices", "restriction", "agreements"),
            ),
            Section("Закрытые счета", "staff.worklists.closed", "billing.list_closed_accounts", ("worklists",)),
        ),
    ),
    Group(
        "Расчёт",
        (
            Section(
                "Расчёт периода",
                "staff.runs.show",
                "billing.get_run",
                ("runs", "run_checks", "recalculations", "paper"),
            ),
            Section("Отчёты", "staff.reports.show", "billing.list_reports", ("reports",)),
            Section("Первый день", "staff.first_day.show", "billing.get_first_day"),
            Section("Загрузка данных", "staff.imports.show", "billing.list_packages", ("imports",)),
            Section("Тарифы и нормы", "staff.rates.show", "billing.list_rates"),
        ),
    ),
    Group(
        "Контроль",
        (
            Section("Цифры дня", "staff.daily_statistics.show", "feedback.get_figures"),
            Section("Сотрудники и токены", "staff.people.show", "auth.list_staff", ("people",)),
            Section("Журнал действий", "staff.audit.show", "auth.list_audit"),
            Section("Необработанные сообщения", "staff.dead_letters.show", "auth.list_dead_letters", waits="events"),
        ),
    ),
)
