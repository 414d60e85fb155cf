"""What a contract declares beside each RPC method: who may call it and by which codes it may refuse."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from contracts.roles import ACCOUNTANTS, CUSTOMER, EVERYONE, STAFF, SYSTEM

Method = TypeVar("Method", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Access:
    """The access rule of one method. The chassis enforces it in the service, before the method runs."""

    roles: frozenset[str]
    owns: str | None = None
    """The request's field with the account number(s) that a customer must have linked."""
    owners: frozenset[str] = frozenset({CUSTOMER})
    """The roles to which `owns` applies; the others of `roles` may touch every account."""
    scope: str | None = None
    """The scope that a personal API token needs; None: no token may call the method."""
    parts: str | None = None
    """The request's field with messages that each name one more account, in their field of the name `owns`."""
    confirmed: bool = False
    """A change that needs the current password (M4.2), of staff a proof within the last minutes; our own processes are
    admitted, and programs by the scope of their token."""


def anyone() -> Access:
    """Everybody, signed in or not."""
    return Access(EVERYONE)


def customer(
    owns: str | None = None, scope: str | None = None, confirmed: bool = False, parts: str | None = None
) -> Access:
    """Customers only."""
    return Access(frozenset({CUSTOMER}), owns, scope=scope, parts=parts, confirmed=confirmed)


def account(owns: str | None = "account_number", scope: str | None = "read") -> Access:
    """A customer's own account, or any account for staff and for our own processes."""
    return Access(frozenset({CUSTOMER, SYSTEM}) | STAFF, owns, scope=scope)


def staff(roles: frozenset[str] = STAFF, confirmed: bool = False) -> Access:
    """Staff of these roles, and our own processes. `confirmed`: staff have just proved again who they are."""
    return Access(roles | {SYSTEM}, confirmed=confirmed)


def supplier(confirmed: bool = False) -> Access:
    """An accountant at the desk, or the supplier's own system with its token, which has nothing else to prove."""
    return Access(ACCOUNTANTS | {SYSTEM}, scope="import", confirmed=confirmed)


def system() -> Access:
    """Our own processes only."""
    return Access(frozenset({SYSTEM}))


def allows(access: Access) -> Callable[[Method], Method]:
    """Declares who may call a method; `contracts.access.ACCESS` collects the rules of all methods."""

    def mark(method: Method) -> Method:
        method.__access__ = access  # type: ignore[attr-defined]
        return method

    return mark


def refuses(*codes: str) -> Callable[[Method], Method]:
    """Declares by which codes of `contracts.refusals` a method may refuse; the chassis lets no other one out."""

    def mark(method: Method) -> Method:
        method.__refusals__ = codes  # type: ignore[attr-defined]
        return method

    return mark
