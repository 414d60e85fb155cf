"""Failures that callers of a service can meet, and the one that a service may raise on purpose."""

from typing import Any


class Refusal(Exception):
    """A "no" with a reason, raised by a service and raised again, by its code, at the caller.

    `code` is one of the codes that the contract declares for the method; `message` is for a person (Russian);
    `field` names the request's field at fault; `details` holds plain JSON values for the caller's program.
    """

    def __init__(
        self, code: str, message: str, field: str | None = None, details: dict[str, Any] | None = None
    ) -> None:
        super().__init__(code, message, field, details)
        self.code = code
        self.message = message
        self.field = field
        self.details = details

    def __str__(self) -> str:
        return self.code if self.field is None else f"{self.code} ({self.field})"


class CallFailed(Exception):
    """A call that brought no answer; the subclasses say what is known about its effect."""

    def __init__(self, method: str, reason: str = "") -> None:
        super().__init__(method, reason)
        self.method = method
        """`<service>.<method>`."""
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.method}: {self.reason}" if self.reason else self.method


class RpcTimeout(CallFailed):
    """No answer within the deadline. Whether the call took effect is unknown: repeat only with the same key."""


class ServiceUnavailable(CallFailed):
    """The call could not be made or the service lacks what it needs (broker, database): nothing was done."""


class RemoteFailure(CallFailed):
    """The service failed in a way that its contract does not know: a defect, logged there under the request id."""


class DeadlineExceeded(Exception):
    """Inside a service: the caller has stopped waiting, so the work is abandoned and rolled back."""
