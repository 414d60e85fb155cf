"""Before money moves or bills are published, a member of staff proves again who they are (ASVS 7.5.3).

The form that was posted is shown again as a short page with one field; what was typed travels in it and nothing is
lost. Files cannot travel so: a form with files has the field itself (`staff/macros.html`, `proof`), and the script asks
before it sends them. The services refuse by themselves (`confirmed` in the access matrix); this only asks in time.
"""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.access import access_row
from contracts.auth import StaffConfirmation
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.identity.token import remote_ip
from gateway.http.identity.visitor import identify

FIELD = "step_up"
LONGEST_CARRIED = 200_000


def needs_proof(calls: tuple[str, ...], confirmed: bool) -> bool:
    """Whether this request is about to do what only somebody who has just proved themselves may do."""
    return request.method == "POST" and not confirmed and any(access_row(call).confirmed for call in calls)


def prove(token: str) -> ResponseReturnValue | None:
    """Check what was typed into the field; returns the page that asks for it, or None when the view may go on."""
    form = Form.posted(secret=(FIELD,))
    typed = form.secret(FIELD)
    if typed:
        with form:
            check(token, typed)
            return None
    return _page(form)


def check(token: str, typed: str) -> None:
    """From now on the session counts as confirmed. Refuses `wrong_credentials` and what slows guessing down."""
    with refuse_invalid():
        wanted = StaffConfirmation(token=token, secret=typed, ip=remote_ip())
    ask(services().auth.confirm_staff, wanted)
    known = identify(token)
    if known is None or not known.identity.confirmed:
        raise Refusal("session_expired", "Сеанс завершён. Войдите ещё раз.")


def _page(form: Form) -> ResponseReturnValue:
    carried = [(name, value) for name, value in request.form.items(multi=True) if name not in (FIELD, "csrf_token")]
    if request.files or sum(len(value) for _, value in carried) > LONGEST_CARRIED:
        carried = []
        form.refuse("После подтверждения выберите файл ещё раз.", "")
    page = render_template("staff/access/step_up.html", form=form, carried=carried, field_name=FIELD)
    return page, form.status if form.errors else 200
