"""Administrators issue, list and revoke the tokens of the supplier's programs at the desk."""

from chassis.errors import Refusal
from contracts.auth import ProgramToken, ProgramTokenRef, ProgramTokenRequest, ProgramTokens, TokenIssued
from contracts.wire import Nothing
from services.auth.forms.field_errors import InputError
from services.auth.staff import supplier_tokens
from services.auth.work import AuthWork


def list_program_tokens(work: AuthWork, _: Nothing) -> ProgramTokens:
    """Valid ones, and for thirty days those that have expired."""
    return ProgramTokens(
        tokens=[
            ProgramToken(
                token_id=str(row.id),
                login=row.login,
                name=row.name,
                created_at=row.created_at,
                expires_at=row.expires_at,
                last_used_at=row.last_used_at,
            )
            for row in supplier_tokens.list_supplier_tokens(work.session)
        ]
    )


def issue_program_token(work: AuthWork, request: ProgramTokenRequest) -> TokenIssued:
    """The token is in the answer and nowhere else. Refuses `invalid_field` for who is no accountant."""
    try:
        return supplier_tokens.issue_supplier_token(work.session, request.login, request.name, request.days, work.clock)
    except InputError:
        words = "За токен отвечает бухгалтер или администратор, чья учётная запись открыта: укажите его логин"
        raise Refusal("invalid_field", words, "login") from None


def revoke_program_token(work: AuthWork, request: ProgramTokenRef) -> Nothing:
    """The program is shut out at once. Refusal "staff_not_found" for a token that is not in the list."""
    try:
        supplier_tokens.revoke_supplier_token(work.session, request.token_id, work.clock)
    except InputError:
        raise Refusal("staff_not_found", "Такого токена нет: он уже отозван", "token_id") from None
    return Nothing()
