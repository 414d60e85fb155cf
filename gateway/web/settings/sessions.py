"""The customer's open sessions, which they can end, and the security history of the cabinet."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import SecurityHistoryQuery, SessionRef, SessionToken
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.identity.guards import require_visitor, signed_in

blueprint = Blueprint("sessions", __name__)
EVENTS = {
    ("sign_in", "done"): "Вход",
    ("sign_in", "refused"): "Неверный пароль при входе",
    ("sign_out", "done"): "Выход",
    ("confirm", "refused"): "Неверный текущий пароль при изменении настроек",
    ("end_session", "done"): "Завершён сеанс",
    ("end_other_sessions", "done"): "Завершены остальные сеансы",
    ("activate", "done"): "Кабинет активирован",
    ("recover_password", "done"): "Запрошено восстановление пароля",
    ("recover_password", "refused"): "Неверный адрес почты при восстановлении пароля",
    ("change_password", "done"): "Пароль изменён",
    ("request_email_change", "done"): "Запрошена смена адреса электронной почты",
    ("change_email", "done"): "Адрес электронной почты изменён",
    ("change_phone", "done"): "Телефон изменён",
    ("change_phone", "removed"): "Телефон удалён",
    ("link_account", "done"): "Добавлен лицевой счёт",
    ("link_account", "refused"): "Не удалось добавить лицевой счёт",
    ("unlink_account", "done"): "Удалён лицевой счёт",
    ("remove_viewer", "done"): "Счёт отвязан от другого кабинета",
    ("admit_viewer", "done"): "Другому кабинету снова разрешено добавить счёт",
    ("issue_token", "done"): "Выдан токен для программы",
    ("give_consent", "done"): "Дано согласие на обработку данных",
    ("export_data", "done"): "Скачаны мои данные",
    ("revoke_token", "done"): "Отозван токен для программы",
}
WARNING = "refused"


@blueprint.get("/settings/history")
@signed_in
def history() -> ResponseReturnValue:
    """«История входов», a page at a time, the newest first."""
    before = request.args.get("before", "")
    query = SecurityHistoryQuery(before=int(before) if before.isascii() and before.isdigit() else None)
    page = ask(services().auth.list_security_events, query)
    return render_template("settings/history.html", page=page, titles=EVENTS, warning=WARNING)


@blueprint.post("/settings/sessions/end")
@signed_in
def end() -> ResponseReturnValue:
    with refuse_invalid():
        ask(services().auth.end_session, SessionRef(id=request.form.get("id", "")))
    flash("Сеанс завершён.", "success")
    return redirect(url_for("profile.show", _anchor="sessions"))


@blueprint.post("/settings/sessions/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    ask(services().auth.end_other_sessions, SessionToken(token=require_visitor().token))
    flash("Все остальные сеансы завершены.", "success")
    return redirect(url_for("profile.show", _anchor="sessions"))
