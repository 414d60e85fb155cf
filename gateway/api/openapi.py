"""`/api/openapi.json`: OpenAPI 3.1 of the declared calls, schemas from the same models that validate."""

import json
import re
from functools import cache
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from contracts.supply import FORMS
from contracts.wire import AccountNumber, IdempotencyKey, Period
from gateway.api.bodies import KEY_HEADER
from gateway.api.registry import CALLS, Call
from gateway.http.errors.problems import MEDIA_TYPE, Problem

blueprint = Blueprint("description", __name__)
PATH_VALUE = re.compile(r"<(\w+)>")
REFERENCE = "#/components/schemas/{model}"
IDENTIFIER = {"type": "string", "pattern": r"^[A-Za-z0-9-]{1,64}$", "examples": ["5b0c6f9e"]}
IN_PATHS: dict[str, dict[str, Any]] = {
    "number": TypeAdapter(AccountNumber).json_schema(),
    "period": TypeAdapter(Period).json_schema(),
}
"""Schemas of the values in paths; every other one is an identifier."""
LEFT = {
    "RateLimit-Policy": 'Сколько запросов за сколько секунд: `"api";q=120;w=60`',
    "RateLimit": 'Сколько осталось и через сколько секунд снова будут все: `"api";r=119;t=1`',
}
AGAIN = {"Retry-After": "Через сколько секунд стоит повторить"}
LINKS: dict[str, dict[str, dict[str, str]]] = {
    "create_payment": {
        "get_payment": {"payment_id": "$response.body#/id"},
        "get_receipt": {"payment_id": "$response.body#/id"},
    },
    "create_import": {
        "get_import": {"import_id": "$response.body#/id"},
        "cancel_import": {"import_id": "$response.body#/id"},
    },
    "issue_token": {"revoke_token": {"token_id": "$response.body#/info/id"}},
    "list_accounts": {
        one: {"number": "$response.body#/accounts/0/number"}
        for one in ("get_account", "list_bills", "list_credits", "list_settlements", "get_timeline", "list_readings")
    },
    "create_reading": {"list_readings": {"number": "$request.path.number"}},
    "list_payments": {"get_payment": {"payment_id": "$response.body#/payments/0/payment_id"}},
    "list_imports": {"get_import": {"import_id": "$response.body#/imports/0/id"}},
}
"""Which call goes on from which answer: programs read it, and a fuzzer plays whole stories by it."""
ERRORS = {
    400: "Запрос не разобран",
    401: "Не выполнен вход, или сеанс завершён",
    403: "Не разрешено",
    404: "Такого нет, или принадлежит не Вам",
    409: "Противоречит нынешнему состоянию",
    413: "Слишком велико",
    415: "Не application/json",
    422: "Неверные поля, они названы в errors",
    429: "Слишком много попыток",
    503: "Служба не отвечает, повторите",
}
TAGS = {
    "accounts": "Лицевые счета",
    "readings": "Показания",
    "payments": "Оплата",
    "appeals": "Обращения",
    "settings": "Настройки",
    "tokens": "Личные токены",
    "entrance": "Регистрация и вход",
    "imports": "Пакеты поставщика",
}
"""The chapters, by the module that declares the calls, in the order in which people want them."""


@blueprint.get("/api/openapi.json")
def openapi() -> Response:
    return Response(_text(), content_type="application/json")


@cache
def _text() -> str:
    return json.dumps(document(), ensure_ascii=False)


def document() -> dict[str, Any]:
    """The whole description."""
    models = {model for call in CALLS for model in (call.body, call.answer) if model} | {Problem}
    ordered = sorted(models, key=lambda model: (model.__module__, model.__name__))
    _, schemas = models_json_schema([(m, "validation") for m in ordered], ref_template=REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for call in CALLS:
        path = "/api/v1" + PATH_VALUE.sub(r"{\1}", call.path)
        paths.setdefault(path, {})[call.method.lower()] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Личный кабинет: API",
            "version": "1",
            "description": "Суммы — в копейках, периоды — ГГГГ-ММ, время — ISO 8601 со смещением. "
            "С сеансовой cookie каждому POST, PATCH и DELETE нужен заголовок X-Requested-With.",
        },
        "tags": [{"name": title} for title in TAGS.values()],
        "paths": paths,
        "components": {
            "schemas": schemas["$defs"],
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"},
            },
        },
    }


def _operation(call: Call) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": call.handler.__name__,
        "summary": call.summary,
        "tags": [TAGS[call.handler.__module__.rpartition(".")[2]]],
        "parameters": _parameters(call),
        "responses": {str(call.status): _success(call)} | _failures(),
        "security": [] if call.public else [{"token": []}, {"session": []}],
    }
    if call.body:
        operation["requestBody"] = {"required": True, "content": {"application/json": _schema(call.body)}}
    if call.uploads:
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": _files()}}}
    return operation


def _files() -> dict[str, Any]:
    """The supplier's files, with the columns of each."""
    named = {
        form.name: {
            "type": "string",
            "format": "binary",
            "description": "CSV: " + ", ".join(f"{column.name}" for column in form.columns),
        }
        for form in FORMS
    }
    return {"type": "object", "properties": named, "minProperties": 1}


def _parameters(call: Call) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": IN_PATHS.get(name, IDENTIFIER),
        }
        for name in PATH_VALUE.findall(call.path)
    ]
    if call.interval:
        date = {"type": "string", "format": "date"}
        parameters += [{"name": name, "in": "query", "schema": date} for name in ("from", "to")]
    if call.keyed:
        schema = TypeAdapter(IdempotencyKey).json_schema() | {"examples": ["2026-11-25-readings"]}
        parameters.append({"name": KEY_HEADER, "in": "header", "required": True, "schema": schema})
    return parameters


def _success(call: Call) -> dict[str, Any]:
    success: dict[str, Any] = {"description": call.summary, "headers": _headers(LEFT)}
    if links := LINKS.get(call.handler.__name__):
        success["links"] = {name: {"operationId": name, "parameters": values} for name, values in links.items()}
    if call.answer:
        return success | {"content": {"application/json": _schema(call.answer)}}
    if call.status == 204:
        return success
    binary = {"schema": {"type": "string", "format": "binary"}}
    return success | {"content": {call.media_type: binary}}


def _failures() -> dict[str, Any]:
    content = {MEDIA_TYPE: _schema(Problem)}
    return {
        str(status): {"description": text, "content": content}
        | ({"headers": _headers(LEFT | AGAIN if status == 429 else AGAIN)} if status in (429, 503) else {})
        for status, text in ERRORS.items()
    }


def _headers(described: dict[str, str]) -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in described.items()}


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": REFERENCE.format(model=model.__name__)}}
