"""What a use case of auth is given: `AuthWork` inside a transaction, `AuthCall` to open its own."""

from uuid import UUID

from chassis.service.bindings import Call, Work
from services.auth.settings import AuthSettings

AuthWork = Work[AuthSettings]
AuthCall = Call[AuthSettings]


def customer_id(work: AuthWork | AuthCall) -> UUID:
    """The signed-in customer. The access matrix admits nobody else to the methods that ask for it."""
    return UUID(work.caller.user_id)
