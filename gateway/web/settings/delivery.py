"""How bills and reminders arrive (M4.2.1, M4.2.2, B9)."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from contracts.notifications import DeliveryChange, ReminderChange
from gateway.backend.messages import unvalidated
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form
from gateway.http.identity.guards import signed_in
from gateway.http.identity.visitor import confirm
from gateway.web.settings import profile
from gateway.web.settings.profile import CURRENT

blueprint = Blueprint("delivery", __name__)
NEITHER = "Выберите хотя бы один способ доставки счета."


@blueprint.post("/settings/delivery")
@signed_in
def change_delivery() -> ResponseReturnValue:
    form = Form.posted("email_bill", "paper_bill", secret=CURRENT)
    wanted = DeliveryChange(email_bill=form.ticked("email_bill"), paper_bill=form.ticked("paper_bill"))
    if not (wanted.email_bill or wanted.paper_bill):
        form.refuse(NEITHER, "email_bill")
        return profile.page("delivery", form)
    with form:
        confirm(form.secret("current_password"))
        ask(services().notifications.set_delivery, wanted)
        flash("Способ доставки счета изменён.", "success")
        return redirect(url_for("profile.show"))
    return profile.page("delivery", form)


@blueprint.post("/settings/reminders")
@signed_in
def change_reminders() -> ResponseReturnValue:
    form = Form.posted("reminders", secret=CURRENT)
    with form:
        wanted = ReminderChange(reminders=unvalidated(request.form.getlist("reminders")[:4]))
        confirm(form.secret("current_password"))
        ask(services().notifications.set_reminders, wanted)
        flash("Напоминания изменены.", "success")
        return redirect(url_for("profile.show"))
    return profile.page("reminders", form)
