"""Error handlers: refusals, silent services and unexpected errors become a page, or problem+json in the API."""

import logging
from typing import cast

from flask import Flask, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from gunicorn.http.errors import ParseException
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from chassis.errors import CallFailed, Refusal
from contracts.refusals import REFUSALS, Kind
from gateway.backend.messages import refusal_of
from gateway.http.errors.problems import InvalidBody, problem
from gateway.http.identity.cookie import forget
from gateway.http.kept import again

log = logging.getLogger(__name__)

STATUS: dict[Kind, int] = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "throttled": 429,
    "unavailable": 503,
}
TITLES = {
    400: "Запрос не понят",
    401: "Нужно войти в систему",
    403: "Нет доступа",
    404: "Не найдено",
    405: "Так обратиться к странице нельзя",
    409: "Действие не выполнено",
    413: "Слишком большой файл или форма",
    415: "Неподходящий вид данных",
    422: "Проверьте данные",
    429: "Слишком много попыток",
    500: "Ошибка на нашей стороне",
    503: "Раздел временно недоступен",
}
ADVICE = {
    400: "Вернитесь назад, обновите страницу и повторите действие.",
    404: "Проверьте адрес или начните с раздела «Главная».",
    405: "Вернитесь назад и воспользуйтесь кнопкой на странице.",
    413: "Уменьшите размер файлов: каждый не больше 2 МБ, не больше пяти файлов.",
    422: "Исправьте перечисленные поля и отправьте запрос ещё раз.",
    415: "Отправьте данные в формате application/json.",
    500: "Мы уже знаем об ошибке. Повторите действие через несколько минут.",
    503: "Повторите через несколько минут. Введённые данные не потеряны и не отправлены дважды.",
}
AGAIN_S = "5"
"""When to try again while a service restarts or the broker is away."""
STALE_FORM = "Страница открыта слишком давно. Обновите её и отправьте форму ещё раз."


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal by its kind; an unknown code is our own fault."""
    kind = REFUSALS.get(refusal.code)
    return STATUS[kind] if kind else 500


def install(app: Flask) -> None:
    """Registers a handler for every kind of failure."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(InvalidBody, lambda wrong: answer(422, code="bad_request", fields=wrong.fields))
    app.register_error_handler(ValidationError, _unfit)
    app.register_error_handler(CSRFError, lambda _: again.after_stale_token() or answer(400, STALE_FORM))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(ParseException, lambda _: answer(400))  # a body that is none, found while it is read
    app.register_error_handler(Exception, _unexpected)
    app.register_error_handler(CallFailed, _silent_service)


def answer(
    status: int, detail: str | None = None, code: str | None = None, fields: dict[str, str] | None = None
) -> ResponseReturnValue:
    """An error in the form that the client understands."""
    title, detail = TITLES.get(status, TITLES[500]), detail or ADVICE.get(status, "")
    if request.path.startswith("/api/"):
        return problem(status, title, detail, code, fields)
    page = render_template("errors/error.html", title=title, detail=detail, status=status)
    return page, status


def refused(refusal: Refusal) -> ResponseReturnValue:
    """The answer to a refusal; a session that is over leads a browser to the sign-in page."""
    if refusal.code == "session_expired" and not request.path.startswith("/api/"):
        return _signed_out()
    fields = {refusal.field: refusal.message} if refusal.field else None
    status = status_of(refusal)
    response = make_response(answer(status, refusal.message, refusal.code, fields))
    seconds = (refusal.details or {}).get("retry_after")
    if status == STATUS["throttled"] and seconds:
        response.headers["Retry-After"] = str(seconds)
    return response


def _signed_out() -> ResponseReturnValue:
    """To the sign-in page, without what the browser has kept of the session; a posted form comes back after it."""
    kept = again.ask_to_sign_in() if request.method == "POST" else None
    response = kept or redirect(url_for("entrance.sign_in", expired=1))
    forget(response)
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    response = make_response(answer(error.code))
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))  # type: ignore[attr-defined]
    return response


def _unfit(error: Exception) -> ResponseReturnValue:
    """What somebody sent fits no message of a service: a cursor that is none, a page number without end. Answers of the
    services never come here, the client has read them by then."""
    refusal = refusal_of(cast(ValidationError, error))
    log.warning("a value does not fit its message, answered 422", extra={"field": refusal.field})
    return refused(refusal)


def _silent_service(error: Exception) -> ResponseReturnValue:
    log.warning("service did not answer, page answered 503: %s", error, extra={"request_id": g.get("request_id")})
    response = make_response(answer(503, code="unavailable"))
    response.headers["Retry-After"] = AGAIN_S
    return response


def _unexpected(error: Exception) -> ResponseReturnValue:
    log.error("unexpected error, page answered 500", exc_info=error, extra={"request_id": g.get("request_id")})
    return answer(500, code="internal")
