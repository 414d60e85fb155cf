"""A posted form: its values, its errors, and the mapping of services' refusals to its fields."""

from collections.abc import Collection
from types import TracebackType
from typing import Self

from flask import request
from pydantic import ValidationError

from chassis.errors import Refusal
from gateway.backend.messages import refusal_of
from gateway.http.errors.handlers import status_of

WHOLE = ""
"""The key of an error that belongs to no single field."""
PASSWORD_CODES = ("wrong_credentials", "not_confirmed")


class Form:
    """Use as `with form:` around messages and calls: a refusal, or a message that does not fit what was typed, becomes
    the form's errors and the page is shown again."""

    def __init__(self, values: dict[str, str] | None = None, fields: Collection[str] = (), within: str = "") -> None:
        self.values = values or {}
        self.fields = fields
        self.within = within
        """What begins the names of its fields in the request, where a page has the same fields several times."""
        self.errors: dict[str, str] = {}
        self.code: str | None = None
        self.status = 200

    @classmethod
    def posted(cls, *fields: str, secret: Collection[str] = (), within: str = "") -> Self:
        """The request's form. Errors can be shown at all these fields, `secret` ones are never shown again."""
        values = {name: request.form.get(within + name, "") for name in fields}
        return cls(values, (*fields, *secret), within)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def ticked(self, name: str) -> bool:
        """Whether a checkbox or a button came along."""
        return self.within + name in request.form

    def secret(self, name: str) -> str:
        """A password as typed: exact, never kept."""
        return request.form.get(self.within + name, "")

    def refuse(self, message: str, field: str | None = None, status: int = 422) -> None:
        """Put an error at a field, or at the whole form when the page has no such field."""
        field = (field or WHOLE).removesuffix("_kopecks")
        self.errors.setdefault(field if field in self.fields else WHOLE, message)
        self.status = max(self.status, status)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if isinstance(error, ValidationError):
            error = refusal_of(error)
        if not isinstance(error, Refusal) or error.code == "session_expired":
            return False
        self.code = error.code
        about_password = error.code in PASSWORD_CODES and "current_password" in self.fields
        self.refuse(error.message, "current_password" if about_password else error.field, status_of(error))
        return True
