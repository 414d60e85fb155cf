"""«Главная» as each kind of customer meets it."""

from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Page

from chassis.errors import RpcTimeout
from contracts import billing, notifications, payments, readings
from contracts.auth import LinkedAccount
from contracts.bill import AgreementBlock, Instalment, InstalmentOffer
from tests.gateway.gallery.scene import Scene
from tests.support.scripted import billing_answers, household, people, readings_answers
from tests.support.scripted.people import DACHA, FLAT, GARAGE

BANK_PAGE = "https://bank.example/pay?mdOrder=1"


def living_at(*numbers: str) -> dict[str, Any]:
    """Signed in with these accounts; the first is the primary one."""
    names = {account.number: account.alias for account in people.ACCOUNTS}
    linked = [LinkedAccount(number=n, alias=names[n], primary=n == numbers[0]) for n in numbers]
    return {"auth.authenticate": people.identity().model_copy(update={"accounts": linked})}


def owing(number: str, **changes: Any) -> dict[str, Any]:
    """One account whose overview differs from the usual."""
    overview = billing_answers.overview(number).model_copy(update=changes)
    return living_at(number) | paying() | {"billing.get_overviews": billing.Overviews(accounts=[overview])}


def paying(*history: payments.Payment) -> dict[str, Any]:
    return {"payments.list_payments": payments.PaymentList(payments=list(history))}


def three_zones() -> readings.AccountMeters:
    registers = [
        readings.RegisterState(zone=zone, last_value=value, last_on=date(2026, 10, 22))
        for zone, value in (("peak", 4965), ("semi", 8341), ("night", 4543))
    ]
    usual = readings_answers.meter(FLAT)
    assert usual.meter
    device = usual.meter.model_copy(update={"registers": registers})
    return readings.AccountMeters(accounts=[usual.model_copy(update={"meter": device})])


def type_readings(page: Page) -> None:
    """Both zones of the flat, and wait for the check and the price."""
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").fill("12950")
    form.get_by_label("(ночь)").fill("5901")
    form.get_by_text("примерно").first.wait_for()


def type_nonsense(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("Сумма к оплате").fill("сто")
    form.get_by_role("button", name="Оплатить").click()
    page.locator("[data-error-summary]").wait_for()


def ask_about_much(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").fill("92950")
    form.get_by_label("(ночь)").fill("5901")
    form.get_by_role("button", name="Оплатить").click()
    page.get_by_role("heading", name="Проверьте и подтвердите").wait_for()


def pay_much(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").fill("12950")
    form.get_by_label("(ночь)").fill("5901")
    form.get_by_label("Сумма к оплате").fill("100000")
    form.get_by_role("button", name="Оплатить").click()
    page.get_by_text("лишней цифры").wait_for()


def send_low_readings(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("(день)").fill("200")
    form.get_by_label("(ночь)").fill("5901")
    form.get_by_role("button", name="Оплатить").click()
    page.get_by_role("button", name="показания проверить").wait_for()


def send_with_a_stale_token(page: Page) -> None:
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("Сумма к оплате").fill("777,50")
    form.locator("[name=csrf_token]").evaluate("field => { field.value = 'of yesterday' }")
    form.get_by_role("button", name="Оплатить").click()
    page.get_by_text("открыта слишком давно").wait_for()


def send_without_a_session(page: Page) -> None:
    page.context.clear_cookies(name="cabinet-session")
    form = page.locator(f"form[data-account='{FLAT}']")
    form.get_by_label("Сумма к оплате").fill("777,50")
    form.get_by_role("button", name="Оплатить").click()
    page.get_by_text("вернётся после входа").wait_for()


TOGETHER = f"/home/together?account={FLAT}&account={GARAGE}"


def confirm_together(page: Page) -> None:
    """As far as the page that asks once more: so much is asked about."""
    page.get_by_label("(день)").fill("12950")
    page.get_by_label("(ночь)").fill("5901")
    page.get_by_label("Сумма по этому счёту").last.fill("99999")
    page.get_by_role("button", name="Оплатить").click()
    page.locator("[name=confirmed]").wait_for()


def forget_sums(page: Page) -> None:
    page.get_by_label("Сумма по этому счёту").last.fill("0")
    page.get_by_role("button", name="Оплатить").click()
    page.locator("[data-error-summary]").wait_for()


LOW = readings.Finding(
    code="E4",
    severity="error",
    zone="day",
    message="Показание меньше прошлого (было 12840). Если на счётчике действительно так, напишите нам",
)
REFUSED = readings.CheckResult(verdict="refused", period="2026-11", zones=[], findings=[LOW])
NO_MONEY = "На карте не хватило денег. Пополните счёт или выберите другую карту"
DECLINED = household.payment(state="declined", days_ago=0).model_copy(update={"failure_text": NO_MONEY})
LEFT = household.payment(state="awaiting_bank", days_ago=0)
PAID = household.payment(days_ago=0)
BOUNCED = notifications.Delivery(email_bill=True, paper_bill=True, reminders=[], email_bounced=True)
AGO = timedelta(minutes=2)

ESTIMATED = [
    billing.PriceBase(
        serial=readings_answers.SERIAL, zone="one", value=12840, taken_on=date(2026, 10, 22), estimated_kwh=358
    )
]

PARTS = [Instalment(due_on=date(2027, month, 15), amount_kopecks=416_650) for month in range(1, 7)]
KEPT = AgreementBlock(number="12-р", agreed_on=date(2026, 11, 10), parts=PARTS)
BROKEN = KEPT.model_copy(update={"state": "broken", "required_kopecks": 833_300, "paid_kopecks": 416_650})
OFFER = InstalmentOffer(charged_kopecks=300_000, year_ago_kopecks=200_000, percent=25)

SCENES = (
    Scene("home-instalment", "«Главная»: рассрочка", "/home", answers=owing(FLAT, instalment=KEPT)),
    Scene("home-instalment-broken", "«Главная»: рассрочка нарушена", "/home", answers=owing(FLAT, instalment=BROKEN)),
    Scene("home-offer", "«Главная»: предложена рассрочка", "/home", answers=owing(FLAT, instalment_offer=OFFER)),
    Scene("home-closing", "«Главная»: счёт закрывается", "/home", answers=owing(FLAT, closes_on=date(2026, 12, 20))),
    Scene(
        "home-closed-overpaid",
        "«Главная»: счёт закрыт с переплатой",
        "/home",
        answers=owing(FLAT, closes_on=date(2026, 10, 31), closed=True, due_kopecks=0, overpaid_kopecks=124_384),
    ),
    Scene(
        "home-two-meters",
        "«Главная»: два счётчика, один с запятой и трансформаторами",
        "/home",
        answers=living_at(FLAT) | paying() | {"readings.get_meters": readings_answers.two_meters(FLAT)},
    ),
    Scene(
        "home-estimated",
        "«Главная»: от чего считается расход после месяцев без показаний",
        "/home",
        answers=owing(DACHA, notice=None, registers=ESTIMATED),
    ),
    Scene("home", "«Главная»: один лицевой счёт, день и ночь", "/home", answers=living_at(FLAT)),
    Scene("together", "Оплата нескольких счетов", TOGETHER),
    Scene("together-errors", "Оплата нескольких счетов: ошибка у одного", TOGETHER, act=forget_sums),
    Scene("together-confirm", "Оплата нескольких счетов: проверка перед банком", TOGETHER, act=confirm_together),
    Scene(
        "together-left",
        "«Главная»: платёж по нескольким счетам не завершён",
        "/home",
        answers=paying(household.several("awaiting_bank")),
    ),
    Scene("home-three-accounts", "«Главная»: три лицевых счёта", "/home"),
    Scene(
        "home-typed",
        "«Главная»: показания проверены и оценены до отправки",
        "/home",
        answers=living_at(FLAT),
        act=type_readings,
    ),
    Scene("home-errors", "«Главная»: ошибка в форме", "/home", answers=living_at(FLAT), act=type_nonsense),
    Scene(
        "home-confirm",
        "«Проверьте и подтвердите»: показания вызывают сомнение",
        "/home",
        answers=living_at(FLAT),
        act=ask_about_much,
    ),
    Scene(
        "home-much", "«Проверьте и подтвердите»: необычно большая сумма", "/home", answers=living_at(FLAT), act=pay_much
    ),
    Scene(
        "home-held",
        "«Главная»: показания не приняты, оплатить можно",
        "/home",
        answers=living_at(FLAT) | {"readings.check_readings": REFUSED},
        act=send_low_readings,
    ),
    Scene("home-kept", "«Главная»: форма вернулась", "/home", answers=living_at(FLAT), act=send_with_a_stale_token),
    Scene("sign-in-kept", "Вход: введённое вернётся", "/home", answers=living_at(FLAT), act=send_without_a_session),
    Scene("home-debtor", "«Главная»: должник с уведомлением об ограничении", "/home", answers=living_at(DACHA)),
    Scene(
        "home-overpaid",
        "«Главная»: переплата",
        "/home",
        answers=owing(FLAT, due_kopecks=0, overpaid_kopecks=124_384, paid_for_bill_kopecks=322_840),
    ),
    Scene(
        "home-no-meter",
        "«Главная»: без счётчика",
        "/home",
        answers=owing(GARAGE, bill=billing_answers.bill_ref(99_360), due_kopecks=99_360, overpaid_kopecks=0),
    ),
    Scene(
        "home-three-zones",
        "«Главная»: три зоны",
        "/home",
        answers=living_at(FLAT) | {"readings.get_meters": three_zones()},
    ),
    Scene(
        "home-before-first-bill",
        "«Главная»: до первого счёта",
        "/home",
        answers=owing(FLAT, bill=None, due_kopecks=0, paid_for_bill_kopecks=0),
    ),
    Scene(
        "home-paid",
        "«Главная»: всё оплачено",
        "/home",
        answers=owing(FLAT, due_kopecks=0, paid_for_bill_kopecks=198_456),
    ),
    Scene(
        "home-in-flight",
        "«Главная»: платёж ещё не завершён",
        "/home",
        answers=living_at(FLAT) | paying(household.payment(state="unknown", days_ago=0)),
    ),
    Scene(
        "home-at-the-bank",
        "«Главная»: оплата не окончена на странице банка",
        "/home",
        answers=living_at(FLAT) | paying(household.payment(state="awaiting_bank", days_ago=0)),
    ),
    Scene(
        "home-back-unpaid",
        "«Главная»: вернулся со страницы банка, не заплатив",
        f"/home?payment={LEFT.payment_id}",
        answers=living_at(FLAT) | paying(LEFT),
    ),
    Scene(
        "home-paid-elsewhere",
        "«Главная»: всё оплачено, а заказ в банке ещё открыт",
        "/home",
        answers=owing(FLAT, due_kopecks=0, paid_for_bill_kopecks=198_456) | paying(LEFT),
    ),
    Scene(
        "home-arriving",
        "«Главная»: банк подтвердил, деньги вот-вот будут зачислены",
        f"/home?payment={PAID.payment_id}",
        answers=owing(FLAT, paid_for_bill_kopecks=0) | paying(PAID),
    ),
    Scene(
        "home-after-success",
        "«Главная»: после успешного платежа",
        f"/home?payment={PAID.payment_id}",
        answers=living_at(FLAT) | paying(PAID),
    ),
    Scene(
        "home-after-failure",
        "«Главная»: после неудачного платежа",
        f"/home?payment={DECLINED.payment_id}",
        answers=living_at(FLAT) | paying(DECLINED),
    ),
    Scene(
        "home-billing-down",
        "«Главная»: не отвечает расчёт",
        "/home",
        answers=living_at(FLAT) | {"billing.get_overviews": RpcTimeout("billing.get_overviews")},
    ),
    Scene(
        "home-readings-down",
        "«Главная»: не отвечает учёт показаний",
        "/home",
        answers=living_at(FLAT) | {"readings.get_meters": RpcTimeout("readings.get_meters")},
    ),
    Scene(
        "home-bounced",
        "«Главная»: письма не доходят",
        "/home",
        answers=living_at(FLAT) | {"notifications.get_delivery": BOUNCED},
    ),
)
