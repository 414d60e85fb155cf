"""Bank statements («реестры», S3): upload a file, see its operations and those that match no account."""

from base64 import b64encode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.registers import (
    OPERATIONS_A_PAGE,
    REGISTER_BYTES,
    REGISTERS_A_PAGE,
    OperationQuery,
    RegisterFault,
    RegisterFile,
    RegisterQuery,
    RegisterRef,
)
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, ask, services, settings
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.bank_statements.given_readings import given_with
from wording.numbers import counted

blueprint = Blueprint("statements", __name__)


@blueprint.get("/registers")
@for_staff("payments.list_registers")
def show() -> ResponseReturnValue:
    return _page(Form())


@blueprint.post("/registers")
@for_staff("payments.take_register")
def take() -> ResponseReturnValue:
    """The same file twice is harmless, so nothing is asked again."""
    form = Form.posted("profile", secret=("file",))
    faults: list[RegisterFault] = []
    try:
        wanted = _sent(form)
        taken = ask(services().payments.take_register, wanted, seconds=settings().bank_seconds)
    except Refusal as refusal:
        faults = [RegisterFault.model_validate(fault) for fault in (refusal.details or {}).get("faults", ())]
        form.refuse(refusal.message, "profile" if refusal.field == "profile" else "file")
        return _page(form, faults)
    register = taken.taken
    if taken.repeated:
        flash("Этот файл уже принят раньше, ничего не изменилось.", "info")
    else:
        new = counted(register.rows - register.repeated_rows, "операция", "операции", "операций")
        flash(f"Реестр принят: {new}. Без лицевого счёта: {register.unmatched}.", "success")
    return redirect(url_for("staff.statements.one", register_id=register.register_id), code=303)


@blueprint.get("/registers/<register_id>")
@for_staff("payments.list_operations")
def one(register_id: str) -> ResponseReturnValue:
    with refuse_invalid():
        ref = RegisterRef(register_id=register_id, after=request.args.get("after", type=int))
    rows = ask(services().payments.list_operations, ref).operations
    more = len(rows) == OPERATIONS_A_PAGE
    return render_template(
        "staff/bank_statements/statement.html",
        rows=rows,
        given=given_with(rows),
        more=more,
        after=ref.after,
        register_id=register_id,
    )


@blueprint.get("/operations")
@for_staff("payments.list_unmatched")
def unmatched() -> ResponseReturnValue:
    with refuse_invalid():
        query = OperationQuery(after=request.args.get("after", type=int))
    rows = ask(services().payments.list_unmatched, query).operations
    more = len(rows) == OPERATIONS_A_PAGE
    return render_template(
        "staff/bank_statements/unmatched.html", rows=rows, given=given_with(rows), more=more, after=query.after
    )


def _sent(form: Form) -> RegisterFile:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal("invalid_field", "Выберите файл реестра.", "file")
    content = file.read(REGISTER_BYTES + 1)
    if len(content) > REGISTER_BYTES:
        raise Refusal("invalid_field", "Файл больше 6 МБ: разделите его или загрузите командой.", "file")
    profile = form["profile"] or None
    with refuse_invalid():
        return RegisterFile(file_name=file.filename[-200:], content=b64encode(content).decode(), profile=profile)


def _page(form: Form, faults: list[RegisterFault] | None = None) -> ResponseReturnValue:
    after = request.args.get("after") or None
    with Round() as ask_:
        with refuse_invalid():
            registers = ask_(services().payments.list_registers, RegisterQuery(after=after))
        profiles = ask_(services().payments.list_register_profiles, Nothing())
        waiting = ask_(services().payments.list_unmatched, OperationQuery())
    listed = registers.value.registers
    page = render_template(
        "staff/bank_statements/statements.html",
        form=form,
        faults=faults or [],
        registers=listed,
        profiles=profiles.value.profiles,
        waiting=waiting.value.operations,
        most=OPERATIONS_A_PAGE,
        after=after,
        more=len(listed) == REGISTERS_A_PAGE,
    )
    return page, form.status
