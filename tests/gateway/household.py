"""One household with three accounts, as the services would tell of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from chassis.errors import Refusal
from contracts import auth, billing, feedback, notifications, payments, readings
from contracts.bill import ReferenceDebts, RestrictionNotice
from contracts.wire import Document, Nothing, ZoneValue

FLAT, DACHA, GARAGE = "180111112", "180111116", "180111114"
TOKEN = "session-token-of-the-test"
PASSWORD = "correct horse battery"
NOW = datetime.now(UTC).replace(microsecond=0)
ADDRESSES = {
    FLAT: "г. Калуга, ул. Кирова, д. 12, кв. 34",
    DACHA: "Калужская обл., Боровский р-н, СНТ «Заря», уч. 7",
    GARAGE: "г. Калуга, ул. Московская, ГСК «Луч», бокс 15",
}
NO_DEBTS = ReferenceDebts(penalty_kopecks=0, court_kopecks=0, duty_kopecks=0, restriction_kopecks=0)
ACCOUNTS = [
    auth.LinkedAccount(number=FLAT, alias=None, primary=True),
    auth.LinkedAccount(number=DACHA, alias="Дача", primary=False),
    auth.LinkedAccount(number=GARAGE, alias=None, primary=False),
]


def identity(confirmed: bool = False, must_change: bool = False) -> auth.Identity:
    return auth.Identity(
        user_id="u1", role="customer", session_id="s1", email="ivanova@list.ru", accounts=ACCOUNTS,
        must_change_password=must_change, confirmed=confirmed, scopes=None,
    )  # fmt: skip


def authenticate(request: auth.SessionToken) -> auth.Identity | Exception:
    if request.token != TOKEN:
        return Refusal("session_expired", "Сеанс завершён.")
    if request.current_password not in (None, PASSWORD):
        return Refusal("wrong_credentials", "Неверный текущий пароль.")
    return identity(confirmed=request.current_password == PASSWORD)


def bill_ref(total: int) -> billing.BillRef:
    return billing.BillRef(
        period="2026-10", revision=1, published_at=datetime(2026, 11, 5, 6, tzinfo=UTC),
        due_on=date(2026, 12, 15), total_kopecks=total, code="7K3M-Q9PX-2B4D",
    )  # fmt: skip


def overview(number: str) -> billing.Overview:
    notice = RestrictionNotice(
        debt_kopecks=1_245_310, issued_on=date(2026, 11, 9), deadline=date(2026, 11, 29),
        stage="Если долг не погашен, после этой даты подача электроэнергии будет ограничена.",
    )  # fmt: skip
    debts = ReferenceDebts(penalty_kopecks=12_345, court_kopecks=0, duty_kopecks=40_000, restriction_kopecks=310_000)
    due = {FLAT: 123_456, DACHA: 1_245_310, GARAGE: 0}[number]
    return billing.Overview(
        account_number=number, address=ADDRESSES[number], bill=bill_ref(due or -50_000), due_kopecks=due,
        overpaid_kopecks=50_000 if number == GARAGE else 0, paid_for_bill_kopecks=75_000 if number == FLAT else 0,
        debts=debts if number == DACHA else NO_DEBTS, notice=notice if number == DACHA else None, days_left=22,
        projected_penalty_kopecks=8_410 if number == DACHA else 0,
    )  # fmt: skip


def meter(number: str) -> readings.AccountMeter:
    zones = {FLAT: ("day", "night"), DACHA: ("one",), GARAGE: ()}[number]
    state = None
    if zones:
        registers = [readings.RegisterState(zone=z, last_value=12840 - 7000 * i, last_on=date(2026, 10, 22)) for i, z in enumerate(zones)]
        state = readings.MeterState(serial="011482339", digits=5, registers=registers, verification_due=date(2031, 5, 1), failed_on=None)
    return readings.AccountMeter(account_number=number, meter=state, counts_for="2026-11", sent_this_period=False)


def payment(number: str = FLAT, state: payments.State = "paid", kopecks: int = 75_000, days_ago: int = 3) -> payments.Payment:
    paid = state in ("paid", "refunded", "partly_refunded")
    texts = {"paid": "Платеж успешно выполнен", "declined": "Банк отклонил платёж", "awaiting_bank": "Ожидаем оплату на странице банка"}
    return payments.Payment(
        payment_id=f"P-{state.replace('_', '')}-{number}", account_number=number, address=ADDRESSES[number], amount_kopecks=kopecks,
        refunded_kopecks=0, readings=[ZoneValue(zone="day", value=12960), ZoneValue(zone="night", value=5890)],
        receipt_email=None, state=state, status_text=texts.get(state, "Платёж обрабатывается"), final=paid or state == "declined",
        created_at=NOW - timedelta(days=days_ago), paid_at=NOW - timedelta(days=days_ago) if paid else None,
        payment_url="https://bank.example/pay?mdOrder=1" if state == "awaiting_bank" else None, bank_order_id="b1",
        card_masked="411111**1111" if paid else None, approval_code="123456" if paid else None, fiscal_receipt_url=None,
    )  # fmt: skip


def consumption() -> list[billing.Consumption]:
    months = [f"{2024 + (10 + i) // 12}-{(10 + i) % 12 + 1:02d}" for i in range(24)]
    return [
        billing.Consumption(period=m, zone=z, volume=v + (i * 37) % 60, amount_kopecks=(v + (i * 37) % 60) * 748, estimated=i in (7, 8))
        for i, m in enumerate(months) for z, v in (("day", 140), ("night", 60))
    ]  # fmt: skip


def reading(used: bool | None, days_ago: int, source: readings.Source) -> readings.ReadingLife:
    at = NOW - timedelta(days=days_ago)
    return readings.ReadingLife(
        reading_id=f"r{days_ago}", meter_serial="011482339", taken_on=at.date(), received_at=at, source=source,
        values=[ZoneValue(zone="day", value=12840), ZoneValue(zone="night", value=5840)], period="2026-10", used=used,
        used_in="2026-10" if used else None,
        reason={True: "Показания приняты и вошли в счёт.", None: "Счёт за этот период ещё не выставлен.", False: "Показания меньше прошлых. Проверьте и передайте снова."}[used],
        steps=[readings.LifeStep(at=at, title="Получены", detail="через «Личный кабинет»"), readings.LifeStep(at=at, title="Проверены", detail="")],
    )  # fmt: skip


def settlement(period: str, method: str = "metered") -> billing.Settlement:
    return billing.Settlement(
        period=period, opening_kopecks=123_456, tariff="день 8,45; ночь 5,98", volume=214, charged_kopecks=165_320,
        corrected_kopecks=-1_200, paid_kopecks=123_456, closing_kopecks=164_120, method=method,
    )  # fmt: skip


def check(request: readings.ReadingCheck) -> readings.CheckResult | Exception:
    if request.account_number == GARAGE:
        return Refusal("no_meter", "Счётчика нет.")
    findings, zones = [], []
    for typed in request.values:
        if not typed.digits.isdigit():
            text = "Укажите показания цифрами." if typed.digits else "Заполните поле."
            findings.append(readings.Finding(code="E1", severity="error", zone=typed.zone, message=text))
            continue
        zones.append(readings.CheckedZone(zone=typed.zone, previous=12000, current=int(typed.digits), volume=120, rolled_over=False))
        if int(typed.digits) > 90000:
            findings.append(readings.Finding(code="E7", severity="confirm", zone=typed.zone, message="Расход намного больше обычного. Проверьте показания."))
    verdict = "refused" if len(zones) < len(request.values) else "needs_confirmation" if findings else "accepted"
    return readings.CheckResult(verdict=verdict, period="2026-11", zones=[] if verdict == "refused" else zones, findings=findings)


def accepted(request: readings.ReadingSubmission) -> readings.ReadingAccepted:
    values = [ZoneValue(zone=v.zone, value=int(v.digits)) for v in request.values]
    return readings.ReadingAccepted(reading_id="r1", period="2026-11", received_at=NOW, values=values, repeated=False)


def profile() -> auth.Profile:
    return auth.Profile(email="ivanova@list.ru", pending_email=None, phone="+7 910 123-45-67", accounts=ACCOUNTS, last_sign_in=NOW - timedelta(days=2))


def appeal(state: feedback.AppealState = "answered") -> feedback.Appeal:
    at = NOW - timedelta(days=5)
    said = feedback.AppealMessage(at=at, author="customer", text="Почему показания за октябрь не учли?\nСчёт 180111112.", files=[])
    file = feedback.FileInfo(file_id="f1", name="ответ.pdf", size=1000, media_type="application/pdf")
    reply = feedback.AppealMessage(at=NOW, author="supplier", text="Здравствуйте! Показания пришли 27 октября и учтены в ноябре.", files=[file])
    return feedback.Appeal(
        appeal_id="a1", number="О-2026-000123", account_number=FLAT, kind="readings", kind_title="Показания", state=state,
        state_title="есть ответ", registered_at=at, due_on=date(2026, 12, 20), thread=[said, reply], rating=None,
    )  # fmt: skip


def answers() -> dict[str, Any]:
    from tests.gateway.paper import bill_change, bill_snapshot  # noqa: PLC0415  large and seldom needed

    delivery = notifications.Delivery(email_bill=True, paper_bill=True, reminders=["readings"], email_bounced=False)
    document = Document(file_name="schet.pdf", media_type="application/pdf", content="JVBERi0xLjQK")
    opened = auth.SessionOpened(token=TOKEN, expires_at=NOW + timedelta(hours=12), must_change_password=False, last_sign_in=None)
    session = auth.SessionInfo(id="s1", opened_at=NOW, last_seen_at=NOW, ip="127.0.0.1", user_agent="Mozilla/5.0 (Windows NT 10.0) Chrome/130", current=True)
    other = auth.SessionInfo(id="s2", opened_at=NOW - timedelta(hours=3), last_seen_at=NOW, ip="10.0.0.7", user_agent="Mozilla/5.0 (iPhone) Safari", current=False)
    token = auth.TokenInfo(id="t1", name="Умный дом", scopes=["read", "submit_readings"], created_at=NOW, expires_at=NOW + timedelta(days=90), last_used_at=None)
    entries = [
        billing.TimelineEntry(at=NOW - timedelta(days=20), kind="charge", title="Начислено за октябрь 2026", amount_kopecks=165_320, balance_kopecks=165_320),
        billing.TimelineEntry(at=NOW - timedelta(days=3), kind="credit", title="Оплата в «Личном кабинете»", amount_kopecks=-75_000, balance_kopecks=90_320),
    ]
    return {
        "auth.register": lambda r: auth.Registered(email=r.email, expires_at=NOW),
        "auth.resend_activation": auth.Registered(email="ivanova@list.ru", expires_at=NOW),
        "auth.activate": auth.Activated(account_number=FLAT),
        "auth.sign_in": opened, "auth.authenticate": authenticate, "auth.sign_out": Nothing(), "auth.recover_password": Nothing(),
        "auth.set_password_by_link": Nothing(), "auth.change_password": opened, "auth.request_email_change": Nothing(),
        "auth.confirm_email": Nothing(), "auth.change_phone": Nothing(), "auth.link_account": profile(), "auth.unlink_account": profile(),
        "auth.rename_account": profile(), "auth.get_profile": profile(), "auth.list_sessions": auth.SessionList(sessions=[session, other]),
        "auth.end_session": Nothing(), "auth.end_other_sessions": Nothing(), "auth.list_tokens": auth.TokenList(tokens=[token]),
        "auth.issue_token": auth.TokenIssued(token="cab_0123456789abcdef", info=token), "auth.revoke_token": Nothing(),
        "billing.get_overviews": lambda r: billing.Overviews(accounts=[overview(n) for n in r.account_numbers]),
        "billing.list_bills": billing.BillList(bills=[bill_ref(123_456)]),
        "billing.get_bill": lambda r: bill_snapshot(r.account_number), "billing.explain_bill": bill_change(),
        "billing.check_bill": billing.BillGenuine(genuine=True, period="2026-10", account_masked="180***112", total_kopecks=123_456, published_on=date(2026, 11, 5), superseded=False),
        "billing.list_credits": billing.CreditList(credits=[billing.Credit(id=f"c{i}", period="2026-10", paid_on=date(2026, 11, i), amount_kopecks=12_345 * i, channel=c) for i, c in ((3, "Личный кабинет"), (9, "Почта России"), (12, "Отделение ПАО СБЕРБАНК"))]),
        "billing.list_settlements": billing.SettlementList(settlements=[settlement("2026-08"), settlement("2026-09", "average"), settlement("2026-10")]),
        "billing.get_timeline": billing.Timeline(entries=entries), "billing.get_consumption": billing.ConsumptionList(months=consumption()),
        "billing.price_volumes": billing.Price(lines=[], amount_kopecks=101_400, vat_kopecks=16_900),
        "printer.print_bill": lambda r: Document(file_name=f"schet.{r.format}", media_type="application/pdf" if r.format == "pdf" else "image/png", content="JVBERi0xLjQK"),
        "printer.print_receipt": document,
        "readings.get_meters": lambda r: readings.AccountMeters(accounts=[meter(n) for n in r.account_numbers]),
        "readings.check_readings": check, "readings.submit_readings": accepted,
        "readings.list_readings": readings.ReadingList(readings=[reading(None, 2, "payment"), reading(True, 32, "without_payment"), reading(False, 40, "control")]),
        "readings.list_sent_without_payment": readings.SentReadings(readings=[readings.SentReading(reading_id="r9", account_number=DACHA, received_at=NOW - timedelta(days=9), values=[ZoneValue(zone="one", value=4821)])]),
        "payments.start_payment": payments.PaymentStarted(payment_id="P-1", state="awaiting_bank", payment_url="https://bank.example/pay?mdOrder=1"),
        "payments.get_payment": payment(), "payments.settle_return": payment(),
        "payments.list_payments": payments.PaymentList(payments=[payment(), payment(DACHA, "declined", 500_000, 8)]),
        "payments.receive_callback": payments.CallbackStored(authentic=True),
        "payments.get_limits": payments.PaymentLimits(minimum_kopecks=1, maximum_kopecks=10_000_000),
        "notifications.get_delivery": delivery, "notifications.set_delivery": delivery, "notifications.set_reminders": delivery,
        "feedback.list_kinds": feedback.AppealKinds(kinds=[feedback.AppealKind(kind="readings", title="Показания", days=10), feedback.AppealKind(kind="other", title="Другое", days=30)]),
        "feedback.list_appeals": feedback.AppealList(appeals=[appeal()]), "feedback.send_appeal": appeal("registered"),
        "feedback.reply_appeal": appeal("reopened"), "feedback.rate_appeal": appeal(), "feedback.get_file": document,
    }  # fmt: skip
