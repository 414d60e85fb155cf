"""Linked accounts (M4.2.3, M5): «добавить лицевой счет», «удалить», and the customer's names for them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.auth import Alias, NewAccount
from contracts.wire import AccountRef
from gateway.backend.rpc import ask, services
from gateway.http.forms.choice import own
from gateway.http.forms.form import Form
from gateway.http.identity.guards import require_visitor, signed_in
from gateway.http.identity.visitor import confirm
from gateway.web.settings import profile
from gateway.web.settings.profile import CURRENT
from wording.accounts import account as printed

blueprint = Blueprint("linked", __name__)


@blueprint.post("/settings/accounts")
@signed_in
def add() -> ResponseReturnValue:
    form = Form.posted("account_number", "proof", secret=CURRENT)
    with form:
        wanted = NewAccount(account_number=form["account_number"], proof=form["proof"].strip() or None)
        confirm(form.secret("current_password"))
        ask(services().auth.link_account, wanted)
        flash("Лицевой счёт добавлен.", "success")
        return redirect(url_for("profile.show", _anchor="accounts"))
    return profile.page("accounts", form)


@blueprint.get("/settings/accounts/<number>/remove")
@signed_in
def ask_removal(number: str) -> ResponseReturnValue:
    """«удалить»: what will happen, and the current password."""
    own(require_visitor(), number)
    return render_template("settings/remove_account.html", number=number, form=Form())


@blueprint.post("/settings/accounts/<number>/remove")
@signed_in
def remove(number: str) -> ResponseReturnValue:
    own(require_visitor(), number)
    form = Form.posted(secret=CURRENT)
    with form:
        confirm(form.secret("current_password"))
        ask(services().auth.unlink_account, AccountRef(account_number=number))
        flash(f"Лицевой счёт {printed(number)} удалён из кабинета.", "success")
        return redirect(url_for("profile.show", _anchor="accounts"))
    return render_template("settings/remove_account.html", number=number, form=form), form.status


@blueprint.post("/settings/accounts/<number>/name")
@signed_in
def rename(number: str) -> ResponseReturnValue:
    own(require_visitor(), number)
    form = Form.posted("alias")
    with form:
        ask(services().auth.rename_account, Alias(account_number=number, alias=form["alias"].strip()))
        flash("Название сохранено.", "success")
        return redirect(url_for("profile.show", _anchor="accounts"))
    return profile.page("accounts", form)
