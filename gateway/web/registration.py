"""Registration, activation by the link of the letter, another letter (M3.1, M3.2, M3.4)."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import CallFailed, Refusal
from contracts.auth import Credentials, OneTimeToken, Registration
from contracts.links import ACTIVATION
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.mail_domains import hint as domain_hint
from gateway.http.identity.token import remote_ip
from gateway.words.legal import CONSENT_VERSION

blueprint = Blueprint("registration", __name__)
SECRET = ("password", "password_confirmation", "consent")
UNCLEAR = "Зарегистрироваться не удалось по неизвестной причине. Повторите попытку или обратитесь в поддержку."


@blueprint.get("/registration")
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post("/registration")
def register() -> ResponseReturnValue:
    """«Зарегистрироваться»: a mistyped mail domain is asked about once and never blocks."""
    form = Form.posted("account_number", "email", "proof", secret=SECRET)
    hint = domain_hint(form["email"])
    if hint and request.form.get("email_seen") != form["email"]:
        return _page(form, hint)
    try:
        with form:
            registered = ask(services().auth.register, _request(form))
            session["sent_to"] = registered.email
            return redirect(url_for("registration.sent"))
    except CallFailed:
        form.refuse(UNCLEAR, status=503)
    return _page(form, hint)


def _request(form: Form) -> Registration:
    with refuse_invalid():
        return Registration(
            account_number=form["account_number"],
            email=form["email"].strip(),
            password=form.secret("password"),
            password_confirmation=form.secret("password_confirmation"),
            proof=form["proof"].strip() or None,
            consent=form.ticked("consent"),
            consent_version=CONSENT_VERSION,
            ip=remote_ip(),
        )


@blueprint.get("/registration/sent")
def sent() -> ResponseReturnValue:
    """The letter is on its way."""
    return render_template("registration/sent.html", email=session.get("sent_to"))


@blueprint.get(ACTIVATION)
def activation() -> ResponseReturnValue:
    """A button only: mail scanners follow links, and a followed link must not use the token up."""
    return render_template("registration/activation.html", token=request.args.get("token", ""), form=Form())


@blueprint.post(ACTIVATION)
def activate() -> ResponseReturnValue:
    """The password is asked for where several forms named the account and the address."""
    form = Form.posted(secret=("password",))
    presented = request.form.get("token", "")
    with form:
        with refuse_invalid():
            wanted = OneTimeToken(token=presented, password=form.secret("password") or None)
        activated = ask(services().auth.activate, wanted)
        flash("Личный кабинет активирован. Войдите с номером лицевого счёта и паролем.", "success")
        return redirect(url_for("entrance.sign_in", account=activated.account_number))
    token = presented if "password" in form.errors else ""
    return render_template("registration/activation.html", token=token, form=form), form.status


@blueprint.get("/activation/resend")
def resend_form() -> ResponseReturnValue:
    return render_template("registration/resend.html", form=Form())


@blueprint.post("/activation/resend")
def resend() -> ResponseReturnValue:
    """Another letter, to whoever knows the password."""
    form = Form.posted("account_number")
    with form:
        credentials = Credentials(
            account_number=form["account_number"],
            password=form.secret("password"),
            ip=remote_ip(),
        )
        session["sent_to"] = ask(services().auth.resend_activation, credentials).email
        return redirect(url_for("registration.sent"))
    return render_template("registration/resend.html", form=form), form.status


def ownership_proof() -> str:
    """What the supplier asks for beside the account number; while auth is silent nothing: it will say so itself."""
    try:
        return ask(services().auth.get_entrance_policy, Nothing()).ownership_proof
    except (CallFailed, Refusal):
        return "none"


def _page(form: Form, hint: str | None = None) -> ResponseReturnValue:
    page = render_template(
        "registration/register.html", form=form, hint=hint, consent=form.ticked("consent"), proof=ownership_proof()
    )
    return page, 422 if hint and form.status == 200 else form.status
