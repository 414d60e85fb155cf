"""Settings (M4.2); each change carries the current password, so no API token can make one."""

from contracts.auth import NewAccount, NewEmail, NewPassword, NewPhone, Profile, SessionOpened
from contracts.notifications import Delivery, DeliveryChange
from contracts.wire import AccountRef, Nothing
from gateway.api.models import AccountBody, ConfirmedBody, DeliveryBody, EmailBody, PasswordBody, PhoneBody
from gateway.api.registry import call
from gateway.backend.messages import refuse_invalid
from gateway.backend.rpc import ask, services
from gateway.http.forms.choice import own
from gateway.http.identity.guards import require_visitor
from gateway.http.identity.visitor import confirm


@call("GET", "/settings/delivery", "Как приходят счета и напоминания", answer=Delivery)
def get_delivery() -> Delivery:
    return ask(services().notifications.get_delivery, Nothing())


@call("PATCH", "/settings/delivery", "Изменить способ доставки счетов", body=DeliveryBody, answer=Delivery)
def change_delivery(body: DeliveryBody) -> Delivery:
    confirm(body.current_password)
    wanted = DeliveryChange(email_bill=body.email_bill, paper_bill=body.paper_bill)
    return ask(services().notifications.set_delivery, wanted)


@call("POST", "/settings/accounts", "Привязать лицевой счёт", body=AccountBody, answer=Profile, status=201)
def link_account(body: AccountBody) -> Profile:
    with refuse_invalid():
        wanted = NewAccount(account_number=body.account_number, proof=body.proof)
    confirm(body.current_password)
    return ask(services().auth.link_account, wanted)


@call(
    "DELETE", "/settings/accounts/<number>", "Отвязать дополнительный лицевой счёт", body=ConfirmedBody, answer=Profile
)
def unlink_account(number: str, body: ConfirmedBody) -> Profile:
    own(require_visitor(), number)
    confirm(body.current_password)
    return ask(services().auth.unlink_account, AccountRef(account_number=number))


@call(
    "POST", "/settings/email", "Сменить e-mail; новый адрес подтверждает ссылка из письма", body=EmailBody, status=204
)
def change_email(body: EmailBody) -> None:
    with refuse_invalid():
        wanted = NewEmail(email=body.email)
    confirm(body.current_password)
    ask(services().auth.request_email_change, wanted)


@call("POST", "/settings/phone", "Изменить телефон; пустая строка удаляет его", body=PhoneBody, status=204)
def change_phone(body: PhoneBody) -> None:
    with refuse_invalid():
        wanted = NewPhone(phone=body.phone)
    confirm(body.current_password)
    ask(services().auth.change_phone, wanted)


@call("POST", "/settings/password", "Сменить пароль; остальные сеансы завершатся", body=PasswordBody,
      answer=SessionOpened)  # fmt: skip
def change_password(body: PasswordBody) -> SessionOpened:
    with refuse_invalid():
        wanted = NewPassword(password=body.password, password_confirmation=body.password_confirmation)
    confirm(body.current_password)
    return ask(services().auth.change_password, wanted)
