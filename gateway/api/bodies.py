"""Reads JSON bodies: reports all errors at once, each with its field, and never repeats the values."""

import re
from typing import TypeVar

from flask import request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from chassis.errors import Refusal
from gateway.backend.messages import explain
from gateway.http.errors.problems import InvalidBody
from gateway.http.identity.token import by_bearer

Model = TypeVar("Model", bound=BaseModel)
KEY = re.compile(r"^[A-Za-z0-9_.:-]{8,100}$")
KEY_HEADER = "Idempotency-Key"
OWN_HEADER = "X-Requested-With"
SAFE = ("GET", "HEAD", "OPTIONS")


def json_body(model: type[Model]) -> Model:
    """The request's body as the model."""
    if request.mimetype != "application/json":
        raise UnsupportedMediaType
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        raise InvalidBody({_name(e["loc"]): explain(e["type"]) for e in found}) from None


def _name(path: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in path) or "body"


def idempotency_key() -> str:
    """The key that makes a repeated POST harmless."""
    key = request.headers.get(KEY_HEADER, "")
    if not KEY.match(key):
        message = f"Укажите заголовок {KEY_HEADER}: от 8 до 100 латинских букв, цифр и знаков . : _ -"
        raise Refusal("bad_request", message, KEY_HEADER)
    return key


def refuse_forgery() -> None:
    """Refuses what another site's page could send: our cookie, but neither a bearer token nor a header of ours."""
    if request.method in SAFE or by_bearer() or request.headers.get(OWN_HEADER):
        return
    raise Refusal("forbidden", f"С сессионной cookie нужен заголовок {OWN_HEADER}.")
