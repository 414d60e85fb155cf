"""`/api/openapi.json`: OpenAPI 3.1 of the declared calls, schemas from the same models that validate."""

import json
import re
from functools import cache
from typing import Any

from flask import Blueprint, Response
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from contracts.supply import FORMS
from gateway.api.bodies import KEY_HEADER
from gateway.api.registry import CALLS, Call
from gateway.http.errors.problems import MEDIA_TYPE, Problem

blueprint = Blueprint("description", __name__)
PATH_VALUE = re.compile(r"<(\w+)>")
REFERENCE = "#/components/schemas/{model}"
PATTERNS = {"number": r"^\d{9}$", "period": r"^20\d\d-(0[1-9]|1[0-2])$"}
IDENTIFIER = r"^[A-Za-z0-9-]{1,64}$"
"""Of every other value in a path."""
LEFT = {
    "RateLimit-Policy": 'How many requests in how many seconds: `"api";q=120;w=60`',
    "RateLimit": 'How many are left, and in how many seconds all of them are again: `"api";r=119;t=1`',
}
AGAIN = {"Retry-After": "Seconds until it is worth asking again"}
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
    400: "Not understood",
    401: "Not signed in, or the session is over",
    403: "Not allowed",
    404: "No such thing, or not the caller's",
    409: "Against the present state",
    413: "Too large",
    415: "Not application/json",
    422: "Wrong fields, named in `errors`",
    429: "Too many attempts",
    503: "A service is silent; try again",
}


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
            "description": "Amounts are in kopecks, periods are YYYY-MM, times are ISO 8601 with an offset. "
            "With the session cookie every POST, PATCH and DELETE needs the header X-Requested-With.",
        },
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
            "schema": {"type": "string", "pattern": PATTERNS.get(name, IDENTIFIER)},
        }
        for name in PATH_VALUE.findall(call.path)
    ]
    if call.interval:
        date = {"type": "string", "format": "date"}
        parameters += [{"name": name, "in": "query", "schema": date} for name in ("from", "to")]
    if call.keyed:
        schema = {"type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[A-Za-z0-9_.:-]+$"}
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
