"""Appeals (M4.7), always from the primary account."""

from flask import Response

from contracts.feedback import Appeal, AppealList, AppealsQuery, FileRef, NewAppeal
from gateway.api.models import AppealBody
from gateway.api.registry import call
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.files.documents import send
from gateway.http.forms.intervals import strictly_asked
from gateway.http.identity.guards import require_visitor


@call("GET", "/appeals", "Обращения и ответы на них", answer=AppealList, interval=True)
def list_appeals() -> AppealList:
    days = strictly_asked()
    wanted = AppealsQuery(account_number=require_visitor().primary, since=days.since, until=days.until)
    return ask(services().feedback.list_appeals, wanted)


@call("POST", "/appeals", "Отправить обращение; каждый файл не больше 2 МиБ", body=AppealBody, answer=Appeal,
      status=201, keyed=True)  # fmt: skip
def create_appeal(body: AppealBody, key: str) -> Appeal:
    visitor = require_visitor()
    with refuse_invalid():
        appeal = NewAppeal(
            account_number=visitor.primary,
            kind=body.kind,
            text=body.text,
            files=body.files,
            email=visitor.identity.email,
            idempotency_key=key,
        )
    return ask(services().feedback.send_appeal, appeal)


@call("GET", "/appeals/<appeal_id>/files/<file_id>", "Файл из обращения", media_type="*/*")
def get_appeal_file(appeal_id: str, file_id: str) -> Response:
    with refuse_invalid():
        wanted = FileRef(account_number=require_visitor().primary, appeal_id=appeal_id, file_id=file_id)
    return send(ask(services().feedback.get_file, wanted), download=True)
