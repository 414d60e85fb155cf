"""Pages that need no signing in."""

from playwright.sync_api import Page

from chassis.errors import Refusal
from contracts.auth import EntrancePolicy
from contracts.billing import BillGenuine
from tests.gateway.gallery.scene import Scene

NOT_GENUINE = BillGenuine(
    genuine=False, period=None, account_masked=None, total_kopecks=None, published_on=None, superseded=False
)


def register_wrongly(page: Page) -> None:
    page.get_by_label("Номер лицевого счёта").fill("(180)1111")
    page.get_by_label("Адрес электронной почты").fill("sidor_ivanov@lst.ru")
    page.get_by_label("Адрес электронной почты").blur()
    page.get_by_text("Возможно, вы имели в виду").wait_for()


def enter_wrongly(page: Page) -> None:
    page.get_by_label("Номер лицевого счёта").fill("180111112")
    page.get_by_label("Пароль", exact=True).fill("не тот")
    page.get_by_role("button", name="Войти в систему").click()
    page.locator("[data-error-summary]").wait_for()


WRONG_PAIR = {"auth.sign_in": Refusal("wrong_credentials", "Неверный номер лицевого счёта или пароль.")}
SCENES = (
    Scene("sign-in", "Вход", "/", "anybody"),
    Scene("sign-in-wrong", "Вход: неверная пара", "/", "anybody", WRONG_PAIR, enter_wrongly),
    Scene("sign-in-expired", "Вход: сеанс завершён", "/?expired=1", "anybody"),
    Scene("sign-in-bye", "Вход: после «Выхода»", "/?bye=1", "anybody"),
    Scene("registration", "Регистрация", "/registration", "anybody"),
    Scene(
        "registration-hint", "Регистрация: опечатка в адресе почты", "/registration", "anybody", {}, register_wrongly
    ),
    Scene(
        "registration-proof",
        "Регистрация: сумма последнего счёта",
        "/registration",
        "anybody",
        {"auth.get_entrance_policy": EntrancePolicy(ownership_proof="bill_sum")},
    ),
    Scene("registration-sent", "Регистрация: письмо отправлено", "/registration/sent", "anybody"),
    Scene("activation", "Активация по ссылке из письма", "/activation?token=abc", "anybody"),
    Scene("unsubscribe", "Отказ от писем", "/unsubscribe?key=5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a11&kind=due", "anybody"),
    Scene("activation-resend", "Новое письмо для активации", "/activation/resend", "anybody"),
    Scene("recovery", "«Забыли пароль?»", "/recovery", "anybody"),
    Scene("recovery-sent", "Восстановление: письмо отправлено", "/recovery/sent", "anybody"),
    Scene("recovery-new", "Новый пароль по ссылке", "/recovery/new?token=abc", "anybody"),
    Scene("recovery-closed", "Новый пароль после «Это был не я»", "/recovery/new?token=abc&closed=1", "anybody"),
    Scene("not-me", "«Это был не я»", "/not-me?token=abc", "anybody"),
    Scene("not-me-used", "«Это был не я»: без ссылки", "/not-me", "anybody"),
    Scene("email-confirm", "Подтверждение нового адреса", "/email/confirm?token=abc", "anybody"),
    Scene("policy", "Политика конфиденциальности", "/documents/policy", "anybody"),
    Scene("agreement", "Пользовательское соглашение", "/documents/agreement", "anybody"),
    Scene("consent", "Согласие на обработку персональных данных", "/documents/consent", "anybody"),
    Scene("policy-former", "Прежняя редакция политики", "/documents/policy/2026-11-01", "anybody"),
    Scene("api", "API", "/api/", "anybody"),
    Scene("offline", "Без сети", "/offline", "anybody"),
    Scene("bill-check", "Проверка счёта", "/check", "anybody"),
    Scene("bill-check-genuine", "Проверка счёта: настоящий", "/check/7K3M-Q9PX-2B4D", "anybody"),
    Scene(
        "bill-check-fake",
        "Проверка счёта: такого нет",
        "/check/7K3M-Q9PX-2B4D",
        "anybody",
        {"billing.check_bill": NOT_GENUINE},
    ),
    Scene("information-public", "«Информация» без входа", "/information", "anybody"),
)
