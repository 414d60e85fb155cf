"""The supplier's desk."""

from playwright.sync_api import Page

from contracts.auth import Identity, SessionToken
from tests.gateway.gallery.scene import Scene
from tests.support.scripted import billing_desk, several_accounts, staff_answers
from tests.support.scripted.people import FLAT

ACCOUNT = f"/staff/accounts/{FLAT}"
PAYMENT = f"/staff/payments/{staff_answers.PAYMENT}"
_PAGES = (
    ("desk", "Сегодня", "/staff"),
    ("desk-found-number", "Найдено по номеру", "/staff?q=011482339"),
    ("desk-found", "Найденное", "/staff?q=Иванова"),
    ("desk-account", "Всё о лицевом счёте", ACCOUNT),
    ("desk-editions", "Редакции счёта", f"{ACCOUNT}/bills/2026-10"),
    ("desk-look-household", "Взгляд на кабинет незарегистрированного", f"{ACCOUNT}/look/household"),
    ("desk-appeal", "Ответ на обращение", f"{ACCOUNT}/appeals/a1"),
    ("desk-told-readings", "Показания по телефону", f"{ACCOUNT}/readings/told"),
    ("desk-control", "Контрольные показания", f"{ACCOUNT}/readings/control"),
    ("desk-correction", "Корректировка", f"{ACCOUNT}/correction"),
    ("desk-payout", "Возврат переплаты", f"{ACCOUNT}/payout"),
    ("desk-payouts", "Возвраты переплат", "/staff/payouts"),
    ("desk-approvals", "На одобрении", "/staff/approvals"),
    ("desk-first-day", "Первый день", "/staff/first-day"),
    ("desk-reports", "Отчёты", "/staff/reports"),
    ("desk-report", "Отчёт", "/staff/reports/rep-1"),
    ("desk-owners", "Собственники счёта", f"{ACCOUNT}/owner"),
    ("desk-detach", "Отключение от счёта", f"{ACCOUNT}/detach"),
    ("desk-acts", "Акты", f"{ACCOUNT}/acts"),
    ("desk-act-replacement", "Замена счётчика", f"{ACCOUNT}/acts/meter/replacement"),
    ("desk-act-quality", "Некачественная услуга", f"{ACCOUNT}/acts/account/quality"),
    ("desk-act-cancel", "Отмена акта", f"{ACCOUNT}/acts/account/a1/cancel"),
    ("desk-debts", "Другие задолженности", f"{ACCOUNT}/debts"),
    ("desk-notice", "Уведомление об ограничении", f"{ACCOUNT}/notice"),
    ("desk-payment", "Путь платежа", PAYMENT),
    ("desk-refund", "Возврат", f"{PAYMENT}/refund"),
    ("desk-review", "Платежи на разбор", "/staff/review"),
    ("desk-restoring", "Восстановление платежа", "/staff/restoring?order=261105-8F2K9QWX4T"),
    ("desk-appeals", "Обращения", "/staff/appeals"),
    ("desk-appeal-closed", "Закрытое обращение", f"{ACCOUNT}/appeals/closed"),
    ("desk-appeal-taken", "Обращение в работе у коллеги", f"{ACCOUNT}/appeals/taken"),
    ("desk-appeal-received", "Обращение по телефону", f"{ACCOUNT}/appeals/new"),
    ("desk-letters", "Письма", "/staff/letters"),
    ("desk-runs", "Расчёт периода", "/staff/runs"),
    ("desk-run-preview", "Расчёт до публикации", "/staff/runs/2026-10/preview"),
    ("desk-run-marked", "Счета, на которые надо взглянуть", "/staff/runs/2026-10/marked"),
    ("desk-run-recalculations", "Перерасчёты в расчёте", "/staff/runs/2026-10/recalculations"),
    ("desk-run-revisions", "Исправленные счета", "/staff/runs/2026-09/revisions"),
    ("desk-paper", "Бумажные счета", "/staff/runs/2026-10/paper"),
    ("desk-closed", "Закрытые счета", "/staff/closed"),
    ("desk-renamed", "Сменилась фамилия", "/staff/renamed"),
    ("desk-transfer", "Перенос платежа", f"{ACCOUNT}/credits/c3/transfer"),
    ("desk-debt-list", "Должники", "/staff/debtors/list"),
    ("desk-notices", "Рассылка уведомлений", "/staff/debtors/notices/nb-1"),
    ("desk-debtors", "Должники по ходу ограничения", "/staff/debtors"),
    ("desk-restriction", "Ход ограничения", f"{ACCOUNT}/restriction"),
    ("desk-agreement", "Рассрочка", f"{ACCOUNT}/agreement"),
    ("desk-figures", "Цифры дня", "/staff/figures"),
    ("desk-imports", "Загрузка данных", "/staff/imports"),
    ("desk-import", "Загруженный пакет", "/staff/imports/p1"),
    ("desk-rates", "Тарифы и нормы на дату", "/staff/rates?on=2026-11-25"),
    ("desk-people", "Сотрудники и токены", "/staff/people"),
    ("desk-audit", "Журнал действий", "/staff/audit"),
    ("desk-dead-letters", "Необработанные события", "/staff/dead-letters"),
    ("desk-templates", "Шаблоны ответов", "/staff/templates"),
    ("desk-news", "Объявления", "/staff/news"),
    ("desk-previews", "Виды писем", "/staff/letters/kinds"),
    ("desk-reminders", "Напоминания абонентам", "/staff/reminders"),
    ("desk-look", "Взгляд на кабинет абонента", f"{ACCOUNT}/look/u1"),
    ("desk-registers", "Реестры банков и касс", "/staff/registers"),
    ("desk-register", "Принятый реестр", "/staff/registers/r1"),
    ("desk-unmatched", "Операции без лицевого счёта", "/staff/operations"),
    ("desk-operation", "Операция без лицевого счёта", "/staff/operations/5"),
    ("desk-operation-assigned", "Операция отнесена на счёт", "/staff/operations/6"),
    ("desk-reconciliations", "Сверка по дням", "/staff/reconciliation"),
    ("desk-reconciliation", "Сверка дня", "/staff/reconciliation/2026-11-05"),
    ("desk-settle", "Решение о платеже", f"{PAYMENT}/settle"),
    ("desk-run-draft", "Черновик счёта", f"/staff/runs/2026-10/drafts/{FLAT}"),
    ("desk-template", "Правка шаблона", "/staff/templates/t1"),
    ("desk-withdraw", "Отзыв показаний", f"{ACCOUNT}/readings/r9/withdraw"),
)


SEVERAL = {"payments.trace_payment": several_accounts.trace_of_several()}


def ask_refund(page: Page) -> None:
    """As far as the page that asks once more."""
    page.get_by_label("Сумма").fill("100,00")
    page.get_by_label("Причина").fill("Абонент ошибся лицевым счётом")
    page.get_by_role("button", name="Продолжить").click()
    page.locator("[name=confirmed]").wait_for()


def stale(request: SessionToken) -> Identity | Exception:
    """Whoever signed in longer ago than money allows."""
    known = staff_answers.authenticate(request)
    return known if isinstance(known, Exception) else known.model_copy(update={"confirmed": False})


def ask_proof(page: Page) -> None:
    """As far as the page that asks who it is."""
    page.get_by_label("Сумма").fill("100,00")
    page.get_by_label("Причина").fill("Абонент ошибся лицевым счётом")
    page.get_by_role("button", name="Продолжить").click()
    page.locator("[name=step_up]").wait_for()


SCENES = (
    Scene("desk-payment-several", "Рабочее место: платёж по нескольким счетам", PAYMENT, "administrator", SEVERAL),
    Scene("desk-refund-several", "Рабочее место: возврат по счёту", f"{PAYMENT}/refund", "administrator", SEVERAL),
    Scene(
        "desk-divide",
        "Рабочее место: чьи деньги вернул банк",
        f"{PAYMENT}/settle?refund=f2",
        "administrator",
        SEVERAL,
    ),
    Scene(
        "desk-restoring-several",
        "Рабочее место: восстановление платежа по нескольким счетам",
        "/staff/restoring?order=261105-8F2K9QWX4T",
        "administrator",
        {"payments.look_at_stray": several_accounts.orphan_of_several()},
    ),
    Scene(
        "desk-step-up",
        "Рабочее место: подтверждение, что это сотрудник",
        f"{PAYMENT}/refund",
        "administrator",
        {"auth.authenticate": stale},
        act=ask_proof,
    ),
    Scene("desk-sign-in", "Рабочее место: вход", "/staff/sign-in", "anybody"),
    *(
        Scene(name, f"Рабочее место: {title.lower()}", path, "administrator", billing_desk.answers())
        for name, title, path in _PAGES
    ),
    Scene(
        "desk-refund-confirm",
        "Рабочее место: возврат спрашивает ещё раз",
        f"{PAYMENT}/refund",
        "administrator",
        act=ask_refund,
    ),
)
