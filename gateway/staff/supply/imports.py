"""The supplier's files: upload them, follow the loading, see the errors and who loaded what."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.supply import FORM, FORMS
from gateway.backend import supply
from gateway.http.forms.form import Form
from gateway.http.forms.packages import given_files
from gateway.staff.access.members import for_staff, require_member

blueprint = Blueprint("imports", __name__)


@blueprint.get("/imports")
@for_staff("billing.list_packages")
def show() -> ResponseReturnValue:
    return _page(Form({}, {}))


@blueprint.post("/imports")
@for_staff("billing.begin_package")
def receive() -> ResponseReturnValue:
    """Nothing to confirm: a package that is wrong changes nothing, one that is sent twice neither."""
    member = require_member()
    form = Form.posted(secret=("files",))
    with form:
        delivery = supply.deliver(given_files(), f"{member.login}, {member.role_title}")
        return redirect(url_for("staff.imports.follow", package_id=delivery.first.package_id))
    return _page(form)


@blueprint.get("/imports/<package_id>")
@for_staff("billing.get_package")
def follow(package_id: str) -> ResponseReturnValue:
    return render_template("staff/supply/package.html", delivery=supply.follow(package_id), forms=FORM)


@blueprint.post("/imports/<package_id>/cancel")
@for_staff("billing.cancel_package")
def cancel(package_id: str) -> ResponseReturnValue:
    """Nothing to confirm: the files can be sent again."""
    return redirect(url_for("staff.imports.follow", package_id=supply.cancel(package_id).first.package_id))


@blueprint.get("/imports/sample/<name>.csv")
@for_staff("billing.begin_package")
def sample(name: str) -> ResponseReturnValue:
    """The header of a file, to begin one with."""
    if name not in FORM:
        raise Refusal("package_not_found", "Такого файла загрузки нет.")
    head = ";".join(column.name for column in FORM[name].columns)
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(f"\ufeff{head}\r\n", content_type="text/csv; charset=utf-8", headers=disposition)


def _page(form: Form) -> ResponseReturnValue:
    status = form.status if request.method == "POST" else 200
    page = render_template(
        "staff/supply/packages.html",
        form=form,
        errors=form.errors,
        deliveries=supply.latest(),
        listed=FORMS,
        forms=FORM,
    )
    return page, status
