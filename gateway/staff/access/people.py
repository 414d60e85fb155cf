"""Staff, their roles and keys, and tokens of programs: managed by administrators."""

from typing import get_args

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from chassis.errors import Refusal
from contracts.access import access_row
from contracts.auth import (
    ProgramTokenRef,
    ProgramTokenRequest,
    StaffCreation,
    StaffMember,
    StaffOutcome,
    StaffRef,
    StaffRole,
    StaffRoleChange,
    StaffWishRef,
)
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import Round, ask, services
from gateway.http.forms.form import Form
from gateway.staff.access.members import ROLES, for_staff
from gateway.staff.access.names import learn
from gateway.staff.forms.confirmation import Action, confirmation, whole_of
from gateway.staff.sections import GROUPS

blueprint = Blueprint("people", __name__)
ROLE_NAMES: tuple[StaffRole, ...] = get_args(StaffRole)
TOKEN_DAYS = 365
_SECOND = "Права на деньги и ключи к ним даёт второй администратор: до его согласия ничего не изменится."


@blueprint.get("/people")
@for_staff("auth.list_staff")
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post("/people")
@for_staff("auth.create_staff")
def create() -> ResponseReturnValue:
    form = Form.posted("login", "role")
    with form:
        wanted = StaffCreation(login=form["login"].strip(), role=unvalidated(form["role"]))
        return _told(ask(services().auth.create_staff, wanted))
    return _page(form)


@blueprint.post("/people/<user_id>/role")
@for_staff("auth.change_staff_role")
def change_role(user_id: str) -> ResponseReturnValue:
    form = Form.posted("role")
    with form:
        wanted = StaffRoleChange(user_id=user_id, role=unvalidated(form["role"]))
        if form.ticked("confirmed"):
            return _told(ask(services().auth.change_staff_role, wanted))
        one = _one(user_id)
        facts = [("Сотрудник", one.login), ("Роль сейчас", ROLES[one.role]), ("Новая роль", ROLES[wanted.role])]
        return _asked("Сменить роль?", facts, f"Открытые сеансы и токены сотрудника завершатся. {_SECOND}", form)
    return _page(form)


@blueprint.post("/people/<user_id>/reset")
@for_staff("auth.reset_staff")
def reset(user_id: str) -> ResponseReturnValue:
    form = Form.posted()
    with form:
        if form.ticked("confirmed"):
            return _told(ask(services().auth.reset_staff, _ref(user_id)))
        one = _one(user_id)
        warning = f"Прежние пароль, код из приложения и коды восстановления перестанут действовать. {_SECOND}"
        return _asked("Выдать новые ключи?", [("Сотрудник", one.login), ("Роль", ROLES[one.role])], warning, form)
    return _page(form)


@blueprint.post("/people/<user_id>/block")
@for_staff("auth.disable_staff")
def block(user_id: str) -> ResponseReturnValue:
    form = Form.posted()
    with form:
        if form.ticked("confirmed"):
            done = ask(services().auth.disable_staff, _ref(user_id))
            flash(f"Сотрудник {done.login} заблокирован.", "success")
            return redirect(url_for("staff.people.show"))
        one = _one(user_id)
        warning = "Войти будет нельзя, открытые сеансы и токены завершатся сразу. Открыть доступ снова — новые ключи."
        return _asked("Заблокировать?", [("Сотрудник", one.login), ("Роль", ROLES[one.role])], warning, form)
    return _page(form)


@blueprint.post("/people/<user_id>/sessions")
@for_staff("auth.end_staff_sessions")
def end_sessions(user_id: str) -> ResponseReturnValue:
    """Nothing to confirm: the person signs in again."""
    form = Form.posted()
    with form:
        done = ask(services().auth.end_staff_sessions, _ref(user_id))
        flash(f"Сеансы сотрудника {done.login} завершены.", "success")
        return redirect(url_for("staff.people.show"))
    return _page(form)


@blueprint.post("/people/wishes/<wish_id>/release")
@for_staff("auth.release_staff_wish")
def release(wish_id: str) -> ResponseReturnValue:
    """The button stands beside what is agreed to; the service refuses who asked."""
    form = Form.posted()
    with form:
        with refuse_invalid():
            wanted = StaffWishRef(wish_id=wish_id)
        return _told(ask(services().auth.release_staff_wish, wanted))
    return _page(form)


@blueprint.post("/people/wishes/<wish_id>/drop")
@for_staff("auth.drop_staff_wish")
def drop(wish_id: str) -> ResponseReturnValue:
    form = Form.posted()
    with form:
        with refuse_invalid():
            wanted = StaffWishRef(wish_id=wish_id)
        ask(services().auth.drop_staff_wish, wanted)
        flash("Запрос снят, ничего не изменилось.", "success")
        return redirect(url_for("staff.people.show"))
    return _page(form)


@blueprint.post("/people/tokens")
@for_staff("auth.issue_program_token")
def issue_token() -> ResponseReturnValue:
    form = Form.posted("token_login", "name", "days")
    with form:
        wanted = ProgramTokenRequest(
            login=form["token_login"].strip(), name=form["name"].strip(), days=whole_of(form, "days", TOKEN_DAYS)
        )
        issued = ask(services().auth.issue_program_token, wanted)
        return render_template("staff/access/token.html", issued=issued, login=wanted.login)
    return _page(form)


@blueprint.post("/people/tokens/<token_id>/revoke")
@for_staff("auth.revoke_program_token")
def revoke_token(token_id: str) -> ResponseReturnValue:
    form = Form.posted()
    with form:
        if form.ticked("confirmed"):
            with refuse_invalid():
                wanted = ProgramTokenRef(token_id=token_id)
            ask(services().auth.revoke_program_token, wanted)
            flash("Токен отозван.", "success")
            return redirect(url_for("staff.people.show"))
        known = ask(services().auth.list_program_tokens, Nothing()).tokens
        facts = next(
            ([("Программа", one.name), ("Отвечает", one.login)] for one in known if one.token_id == token_id), []
        )
        return _asked("Отозвать токен?", facts, "Программа поставщика сразу перестанет передавать файлы.", form)
    return _page(form)


def _ref(user_id: str) -> StaffRef:
    with refuse_invalid():
        return StaffRef(user_id=user_id)


def _one(user_id: str) -> StaffMember:
    known = ask(services().auth.list_staff, Nothing()).members
    found = next((one for one in known if one.user_id == user_id), None)
    if found is None:
        raise Refusal("staff_not_found", "Такого сотрудника нет.")
    return found


def _asked(title: str, facts: list[tuple[str, str]], warning: str, form: Form) -> ResponseReturnValue:
    action = Action(title=title, facts=facts, warning=warning, button=title.rstrip("?"), editable=False)
    return confirmation(action, form, url_for("staff.people.show"))


def _told(outcome: StaffOutcome) -> ResponseReturnValue:
    """The keys, which nobody will see again; or back to the list."""
    if outcome.keys is not None:
        code = segno.make(outcome.keys.totp_uri, error="m", micro=False)
        drawn = code.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=True)
        return render_template("staff/access/keys.html", keys=outcome.keys, code=Markup(drawn))  # noqa: S704 - our own
    told = "запрос ждёт другого администратора" if outcome.wish else "роль изменена, сеансы завершены"
    flash(f"{outcome.login}: {told}.", "success")
    return redirect(url_for("staff.people.show"))


def _page(form: Form) -> ResponseReturnValue:
    with Round() as ask_:
        staff = ask_(services().auth.list_staff, Nothing())
        tokens = ask_(services().auth.list_program_tokens, Nothing())
    learn(one.requested_by for one in staff.value.wishes)
    page = render_template(
        "staff/access/people.html",
        form=form,
        staff=staff.value,
        tokens=tokens.value.tokens,
        roles=[(role, ROLES[role]) for role in ROLE_NAMES],
        role_names=ROLES,
        rights=[
            (group.title, section.title, [role in access_row(section.call).roles for role in ROLE_NAMES])
            for group in GROUPS
            for section in group.sections
        ],
        days=TOKEN_DAYS,
    )
    return page, form.status
