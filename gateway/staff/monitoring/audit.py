"""The audit trail of all services as one list, newest first: filters, pages, and a file to take away."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.audit import AuditEntry, AuditQuery, KeepsAudit
from contracts.services import answering
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import Round, services
from gateway.http.files.sheets import csv_file, inert
from gateway.http.forms.form import Form
from gateway.staff.access.members import for_staff
from gateway.staff.access.names import ID, id_of, known_login, learn, login_of
from wording.moscow import MOSCOW, day_begins

OLDEST, BEYOND = date(2000, 1, 1), date(2100, 1, 1)
blueprint = Blueprint("audit", __name__)
SERVICES = answering(KeepsAudit)
PAGE, FILE_PAGE, MOST_PAGES = 50, 500, 40
FIELDS = ("from", "to", "action", "actor_id", "actor_role", "account_number", "subject", "service")
HEADINGS = (
    *("when", "service", "action", "outcome", "role", "actor"),
    *("account", "subject", "ip", "request", "details"),
)
Cursor = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Record:
    """One record and whose it is."""

    service: str
    entry: AuditEntry


@dataclass(frozen=True, slots=True)
class Records:
    """A page of the common list; `cursor` leads to the next one, None on the last."""

    records: list[Record]
    cursor: Cursor | None
    silent: list[str]
    """Services that did not answer: their records are missing here."""


@blueprint.get("/audit")
@for_staff("auth.list_audit")
def show() -> ResponseReturnValue:
    form = Form({name: request.args.get(name, "").strip() for name in FIELDS}, FIELDS)
    found = Records([], None, [])
    with form:
        found = _page(form, _cursor(request.args.get("before", "")), PAGE)
    _learn_names(found)
    asked: dict[str, Any] = {name: value for name, value in form.values.items() if value}
    older = url_for("staff.audit.show", **asked, before=_text(found.cursor)) if found.cursor else None
    page = render_template(
        "staff/monitoring/audit.html", form=form, found=found, services=SERVICES, asked=asked, older=older
    )
    return page, form.status


@blueprint.get("/audit.csv")
@for_staff("auth.list_audit")
def as_csv() -> ResponseReturnValue:
    """What the filters leave, newest first, at most 20 000 records."""
    form = Form({name: request.args.get(name, "").strip() for name in FIELDS}, FIELDS)
    return csv_file("audit.csv", HEADINGS, [_row(record) for record in _all(form)])


def _all(form: Form) -> Iterator[Record]:
    cursor: Cursor | None = {}
    for _ in range(MOST_PAGES):
        found = _page(form, cursor or {}, FILE_PAGE)
        if found.silent:
            raise Refusal("unavailable", "Не все службы ответили, файл был бы неполным. Повторите через минуту.")
        _learn_names(found)
        yield from found.records
        cursor = found.cursor
        if cursor is None:
            return


def _row(record: Record) -> list[str]:
    one = record.entry
    details = ", ".join(f"{name}={login_of(value)}" for name, value in one.details.items())
    moment = one.at.astimezone(MOSCOW).isoformat(timespec="seconds")
    values = (
        one.actor_role,
        one.actor_id and (known_login(one.actor_id) or one.actor_id),
        one.account_number,
        one.subject,
        one.ip,
        one.request_id,
        details,
    )
    return [moment, record.service, one.action, one.outcome, *(inert(value or "") for value in values)]


def _learn_names(found: Records) -> None:
    """Logins of who acted and of who is named in the details, in one question for the page."""
    learn(who for record in found.records for who in (record.entry.actor_id, *record.entry.details.values()))


def _page(form: Form, cursor: Cursor, size: int) -> Records:
    """Each service's newest after the cursor, merged by time."""
    wanted = [name for name in SERVICES if not form["service"] or name == form["service"]]
    asked = _query(form, size)
    with Round() as ask:
        answers = {name: ask(_of(name), asked.model_copy(update={"before": cursor.get(name)})) for name in wanted}
    pages = {name: answer.or_none for name, answer in answers.items()}
    known = {name: page for name, page in pages.items() if page is not None}
    merged = [Record(name, entry) for name, page in known.items() for entry in page.entries]
    merged.sort(key=lambda record: record.entry.at, reverse=True)
    shown = merged[:size]
    more = len(merged) > size or any(page.next_before is not None for page in known.values())
    seen = {record.service: record.entry.id for record in shown}
    return Records(shown, {**cursor, **seen} if more else None, [name for name in wanted if name not in known])


def _of(service: str) -> Any:
    return getattr(services(), service).list_audit


def _query(form: Form, size: int) -> AuditQuery:
    since, until = _day(form, "from"), _day(form, "to")
    with refuse_invalid():
        return AuditQuery(
            since=_midnight(since) if since else None,
            until=_midnight(until + timedelta(days=1)) if until else None,
            actions=[form["action"]] if form["action"] else [],
            actor_id=_actor(form["actor_id"]),
            actor_role=form["actor_role"] or None,
            account_number="".join(filter(str.isdigit, form["account_number"])) or None,
            subject=form["subject"] or None,
            limit=size,
        )


def _actor(typed: str) -> str | None:
    """The user id that was typed, or that of the login."""
    return (id_of(typed.casefold()) or typed) if typed and not ID.fullmatch(typed) else typed or None


def _day(form: Form, field: str) -> date | None:
    if not form[field]:
        return None
    try:
        day = date.fromisoformat(form[field])
    except ValueError:
        day = date.min
    if not OLDEST <= day < BEYOND:
        raise Refusal("invalid_field", "Укажите день в календаре.", field)
    return day


def _midnight(day: date) -> datetime:
    return day_begins(day)


def _cursor(text: str) -> Cursor:
    """`auth-12.billing-7`: the last record of each service that was shown."""
    parts = (part.rpartition("-") for part in text.split(".") if part)
    return {name: int(number) for name, _, number in parts if name in SERVICES and number.isdecimal()}


def _text(cursor: Cursor) -> str:
    return ".".join(f"{name}-{number}" for name, number in cursor.items())
