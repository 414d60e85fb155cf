"""Verifies a bill by its code (B10). Open to everybody; shows no personal data."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.billing import BillCode
from contracts.links import BILL_CHECK
from gateway.backend.rpc import ask, services
from gateway.http.forms.form import Form

blueprint = Blueprint("bill_check", __name__)


@blueprint.get(BILL_CHECK)
def show() -> ResponseReturnValue:
    code = "".join(request.args.get("code", "").split()).upper()
    if code:
        return redirect(url_for("bill_check.result", code=code))
    return render_template("bills/check.html", form=Form(), code="", found=None)


@blueprint.get(f"{BILL_CHECK}/<code>")
def result(code: str) -> ResponseReturnValue:
    form, found = Form(fields=("code",)), None
    with form:
        found = ask(services().billing.check_bill, BillCode(code=code))
    return render_template("bills/check.html", form=form, code=code[:40], found=found), form.status
