"""Personal API tokens (B5): issued and revoked with a session and the current password, never with a token."""

from contracts.auth import SessionRef, TokenIssued, TokenList, TokenRequest
from contracts.wire import Nothing
from gateway.api.models import NewTokenBody
from gateway.api.registry import call
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.identity.visitor import confirm


@call("GET", "/tokens", "Личные токены: права, срок, последнее использование", answer=TokenList)
def list_tokens() -> TokenList:
    return ask(services().auth.list_tokens, Nothing())


@call("POST", "/tokens", "Выдать личный токен; показывается только в этом ответе", body=NewTokenBody,
      answer=TokenIssued, status=201)  # fmt: skip
def issue_token(body: NewTokenBody) -> TokenIssued:
    with refuse_invalid():
        wanted = TokenRequest(name=body.name, scopes=body.scopes, days=body.days)
    confirm(body.current_password)
    return ask(services().auth.issue_token, wanted)


@call("DELETE", "/tokens/<token_id>", "Отозвать личный токен сразу", status=204)
def revoke_token(token_id: str) -> None:
    with refuse_invalid():
        ask(services().auth.revoke_token, SessionRef(id=token_id))
