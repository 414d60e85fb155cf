"""The failures of a call, and the refusal that a service raises on purpose."""

from typing import Any


class Refusal(Exception):
    """A service's refusal with a reason; the RPC client raises it again at the caller.

    `code` is one of the codes that the contract declares for the method; `message` is for people (Russian);
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
    """A call without an answer; the subclasses state what is known about its effect."""

    def __init__(self, method: str, reason: str = "") -> None:
        super().__init__(method, reason)
        self.method = method
        """`<service>.<method>`."""
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.method}: {self.reason}" if self.reason else self.method


class RpcTimeout(CallFailed):
    """No answer within the deadline. Whether the call took effect is unknown: repeat it with the same key only."""


class ServiceUnavailable(CallFailed):
    """The call could not be made, or a dependency of the service (broker, database) is away: nothing was done."""


class RemoteFailure(CallFailed):
    """The service failed in a way that its contract does not declare: a defect, logged there with the request id."""


class DeadlineExceeded(Exception):
    """Inside a service: the deadline has passed, so the work is abandoned and rolled back."""
