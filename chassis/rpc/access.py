"""Authorization of each call: role, token scope, fresh confirmation, ownership."""

from collections.abc import Iterable
from typing import Protocol

from pydantic import BaseModel

from chassis.context import Caller
from chassis.errors import Refusal


class AccessRow(Protocol):
    """One row of the access matrix, which the contracts declare."""

    @property
    def roles(self) -> frozenset[str]:
        """Who may call."""

    @property
    def owns(self) -> str | None:
        """The request's field with the name, or names, that an owner must own."""

    @property
    def parts(self) -> str | None:
        """The request's field with messages, each of which names one more in its own field of the name `owns`."""

    @property
    def owners(self) -> frozenset[str]:
        """The roles to which `owns` applies; other roles may touch everything."""

    @property
    def scope(self) -> str | None:
        """What an API token must allow; None: no token may call."""

    @property
    def confirmed(self) -> bool:
        """Whether the current password must have come with the call."""


def admit(row: AccessRow, caller: Caller, request: BaseModel | None) -> None:
    """Raise a Refusal unless the caller may make the call: "forbidden", "not_confirmed" or "account_not_found".

    Another customer's account and one that does not exist get the same answer, so that nobody can find out which exist.
    """
    if caller.role not in row.roles:
        raise Refusal("forbidden", "У вас нет права на это действие")
    if caller.scopes is not None and row.scope not in caller.scopes:
        needed = f": нужно право {row.scope}" if row.scope else ": его нельзя выполнить по ключу"
        raise Refusal("forbidden", f"Ключ доступа не разрешает это действие{needed}", details={"scope": row.scope})
    # A program has no password to give: the scope of its token, checked above, is what it may do.
    if row.confirmed and not caller.confirmed and caller.user_id is not None and caller.scopes is None:
        raise Refusal("not_confirmed", "Подтвердите действие текущим паролем", "current_password")
    if row.owns is not None and caller.role in row.owners and not caller.owns.issuperset(subjects(row, request)):
        raise Refusal("account_not_found", "Лицевой счет не найден среди ваших", row.owns)


def subjects(row: AccessRow, request: BaseModel | None) -> Iterable[str]:
    """Returns the names in the field that `owns` points at, which holds one text or a list, and those of the parts."""
    if row.owns is None:
        return ()
    value = getattr(request, row.owns)
    names = [value] if isinstance(value, str) else list(value)
    return names + [getattr(part, row.owns) for part in getattr(request, row.parts)] if row.parts else names
