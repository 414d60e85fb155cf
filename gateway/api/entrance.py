"""Registration, sessions, recovery."""

from contracts.auth import (
    Activated,
    Credentials,
    OneTimeToken,
    Recovery,
    Registered,
    Registration,
    SessionOpened,
)
from contracts.auth import SessionToken as Presented
from gateway.api.models import RecoveryBody, RegistrationBody, SessionBody, TokenBody
from gateway.api.registry import call
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.identity.guards import require_visitor
from gateway.http.identity.token import remote_ip
from gateway.words.legal import CONSENT_VERSION


@call("POST", "/registrations", "Зарегистрироваться; придёт письмо со ссылкой", body=RegistrationBody,
      answer=Registered, status=202, public=True)  # fmt: skip
def create_registration(body: RegistrationBody) -> Registered:
    with refuse_invalid():
        wanted = Registration(
            account_number=body.account_number,
            password=body.password,
            password_confirmation=body.password_confirmation,
            email=body.email,
            consent=body.consent,
            proof=body.proof,
            consent_version=CONSENT_VERSION,
            ip=remote_ip(),
        )
    return ask(services().auth.register, wanted)


@call("POST", "/registrations/activation", "Подтвердить регистрацию кодом из письма", body=TokenBody,
      answer=Activated, public=True)  # fmt: skip
def activate_registration(body: TokenBody) -> Activated:
    with refuse_invalid():
        return ask(services().auth.activate, OneTimeToken(token=body.token, password=body.password))


@call("POST", "/sessions", "Войти", body=SessionBody, answer=SessionOpened, status=201, public=True)
def create_session(body: SessionBody) -> SessionOpened:
    with refuse_invalid():
        credentials = Credentials(
            account_number=body.account_number, password=body.password, ip=remote_ip(), user_agent="api"
        )
    return ask(services().auth.sign_in, credentials)


@call("DELETE", "/sessions/current", "Выйти", status=204)
def delete_session() -> None:
    ask(services().auth.sign_out, Presented(token=require_visitor().token, ip=remote_ip()))


@call("POST", "/password-resets", "Запросить новый пароль; ответ не говорит, есть ли такой кабинет",
      body=RecoveryBody, status=204, public=True)  # fmt: skip
def create_password_reset(body: RecoveryBody) -> None:
    with refuse_invalid():
        wanted = Recovery(account_number=body.account_number, email=body.email, ip=remote_ip())
    ask(services().auth.recover_password, wanted)
