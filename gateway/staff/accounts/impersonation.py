"""Impersonation: staff see a cabinet as its customer does, read-only, for half an hour; every page is recorded.

The pages are the customer's own, but their calls are made in the name of the member of staff: the services refuse by
their access rows whatever only a customer may do.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Blueprint, Flask, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.auth import CabinetLook
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.identity.visitor import Visitor
from gateway.staff.access.members import for_staff, member
from gateway.staff.accounts.account import known_shape

blueprint = Blueprint("impersonation", __name__)
LASTS = timedelta(minutes=30)
KEY = "look"
"""In the signed cookie of the form tokens; the name of the last release, so that an update ends nobody's viewing."""
HOUSEHOLD = "household"
"""Stands for the user of an account that nobody has registered."""
READING = ("GET", "HEAD", "OPTIONS")


@blueprint.get("/accounts/<number>/look/<user_id>")
@for_staff("auth.look_at_cabinet")
def ask_reason(number: str, user_id: str) -> ResponseReturnValue:
    return render_template(
        "staff/accounts/impersonation.html", number=known_shape(number), user_id=user_id, form=Form()
    )


@blueprint.post("/accounts/<number>/look/<user_id>")
@for_staff("auth.look_at_cabinet")
def begin(number: str, user_id: str) -> ResponseReturnValue:
    form = Form.posted("reason")
    with form:
        wanted = CabinetLook(
            user_id=user_id,
            page="начало просмотра",
            reason=form["reason"].strip(),
            account_number=known_shape(number) if user_id == HOUSEHOLD else None,
        )
        ask(services().auth.look_at_cabinet, wanted)
        known = member()
        session[KEY] = {
            "user_id": user_id,
            "number": known_shape(number),
            "reason": wanted.reason,
            "by": known.user_id if known else "",
            "until": (datetime.now(UTC) + LASTS).isoformat(),
        }
        return redirect(url_for("home.show"))
    page = render_template("staff/accounts/impersonation.html", number=known_shape(number), user_id=user_id, form=form)
    return page, form.status


@blueprint.post("/look/end")
@for_staff("auth.look_at_cabinet")
def end() -> ResponseReturnValue:
    viewed = session.pop(KEY, None)
    if viewed is None:
        return redirect(url_for("staff.search.show"))
    return redirect(url_for("staff.accounts.show", number=viewed["number"], _anchor="people"))


def install(app: Flask) -> None:
    """Lets the customer's pages find the impersonation, and refuses every change during one."""
    app.extensions["impersonation"] = visitor
    app.before_request(_refuse_changes)
    app.context_processor(lambda: {"impersonation": g.get("impersonation")})


def visitor() -> Visitor | None:
    """The customer who is viewed at, when a member of staff looks; this very page goes on record first."""
    viewed = _valid()
    if viewed is None or request.path.startswith(("/staff", "/api/")):
        return None
    known = member()
    if known is None or known.user_id != viewed["by"]:
        session.pop(KEY, None)
        return None
    with refuse_invalid():
        seen = CabinetLook(
            user_id=viewed["user_id"],
            page=request.path[:100],
            reason=viewed["reason"],
            account_number=viewed["number"] if viewed["user_id"] == HOUSEHOLD else None,
        )
    identity = ask(services().auth.look_at_cabinet, seen)
    g.impersonation = viewed
    return Visitor("", identity)


def _valid() -> dict[str, Any] | None:
    viewed = cast("dict[str, Any] | None", session.get(KEY))
    if viewed is not None and datetime.fromisoformat(viewed["until"]) < datetime.now(UTC):
        session.pop(KEY, None)
        return None
    return viewed


def _refuse_changes() -> None:
    ours = request.path.startswith(("/staff", "/api/", "/static")) or request.endpoint == "appearance"
    if request.method not in READING and not ours and _valid() is not None:
        raise Refusal("forbidden", "Вы смотрите кабинет абонента: изменить в нём ничего нельзя.")
