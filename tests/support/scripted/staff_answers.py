"""What the services tell the supplier's people: three of them by token, and answers to the calls of the desk."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask.testing import FlaskClient

from chassis.errors import Refusal
from contracts import auth, billing, feedback, notifications, payments, readings
from contracts.audit import AuditEntry, AuditPage, AuditQuery, KeepsAudit
from contracts.auth import SessionToken
from contracts.bank_readings import BankReadings
from contracts.dead_letters import DeadLetter, DeadLetters
from contracts.figures import DayFigures, Figures
from contracts.services import answering
from contracts.wire import Nothing, Zone
from tests.support.scripted import (
    acts_desk,
    appeals_desk,
    approvals_desk,
    billing_answers,
    billing_desk,
    debt_desk,
    found_accounts,
    household,
    money_desk,
    payments_desk,
    people,
    people_desk,
    rate_lists,
    reminder_rules,
    report_desk,
    supply_packages,
)
from tests.support.scripted.people import FLAT, NOW

OPERATOR, ACCOUNTANT, ADMINISTRATOR = "operator", "accountant", "administrator"
MEMBER_ID = "5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a11"
TARIFF: dict[Zone, list[int]] = {"day": [724, 1012], "night": [402, 560]}
PAYMENT = "P-paid-180111112"
AUDITED = answering(KeepsAudit)
HEARING = ("auth", "readings", "payments", "notifications")


def token(role: str) -> str:
    return f"token-of-{role}"


def as_role(client: FlaskClient, role: str) -> None:
    """From now on it is the browser of somebody of that role."""
    client.set_cookie("__Host-staff", token(role), domain="localhost", secure=True, path="/")


def identity(role: auth.Role) -> auth.Identity:
    return people.identity().model_copy(
        update={"user_id": MEMBER_ID, "role": role, "email": f"{role}@staff.invalid", "accounts": [], "confirmed": True}
    )


def authenticate(request: SessionToken) -> auth.Identity | Exception:
    role = request.token.removeprefix("token-of-")
    return identity(role) if role in (OPERATOR, ACCOUNTANT, ADMINISTRATOR) else people.authenticate(request)  # type: ignore[arg-type]


def opened(request: auth.StaffCredentials) -> auth.SessionOpened | Exception:
    if (request.login, request.password, request.totp) != (OPERATOR, "right words", "123456"):
        return Refusal("wrong_credentials", "Неверный логин, пароль или код.")
    later = NOW + timedelta(hours=12)
    return auth.SessionOpened(token=token(OPERATOR), expires_at=later, must_change_password=False, last_sign_in=None)


def users() -> auth.UsersFound:
    known = auth.UserFound(
        user_id="u1", primary_account=FLAT, email="ivanova@list.ru", phone="+79105551234", activated=True
    )
    return auth.UsersFound(users=[known, known.model_copy(update={"activated": False, "phone": None})])


def users_in_a_list() -> auth.UsersFound:
    """As the search shows them."""
    shown = {"email": "i***@list.ru", "phone": "+7***1234"}
    return auth.UsersFound(users=[user.model_copy(update=shown) for user in users().users])


def refund(state: str = "done") -> payments.Refund:
    return payments.Refund(
        refund_id="f1",
        payment_id=PAYMENT,
        amount_kopecks=10_000,
        state=state,
        reason="Ошиблась счётом",
        created_at=NOW,
    )


def trace(request: payments.PaymentRef) -> payments.PaymentTrace | Exception:
    if request.payment_id not in (PAYMENT, "P-1", "bank-order-1"):
        return Refusal("payment_not_found", "Платеж не найден")
    entries = [
        ("customer", "draft → registering", "the payment form was sent"),
        ("customer", "register: Registered", "bank_order_id=b1, page_url=https://bank.example/pay"),
        ("bank", "callback", "authentic, get from 10.0.0.1; status=1"),
        ("bank", "callback", "NOT authentic, get from 10.0.0.9; status=1"),
        ("poller", "state: OrderState", "action_code=0, amount=75000, status=2"),
        ("bank", "awaiting_bank → paid", "the bank has confirmed the payment"),
        (MEMBER_ID, "refund", "10000 kopecks, now done; Ошиблась счётом; "),
        ("9c1e5a77-1111", "refund: Unclear", "reason=read timed out"),
    ]
    steps = [
        payments.TraceStep(at=NOW + timedelta(seconds=index), actor=actor, what=what, detail=detail)
        for index, (actor, what, detail) in enumerate(entries)
    ]
    paid = household.payment().model_copy(update={"payment_id": PAYMENT, "refunded_kopecks": 10_000})
    return payments.PaymentTrace(
        payment=paid.model_copy(update={"state": "partly_refunded"}), steps=steps, refunds=[refund()]
    )


def letter(state: str = "failed") -> notifications.LetterInfo:
    return notifications.LetterInfo(
        letter_id="l1",
        purpose="receipt",
        purpose_label="чек",
        to="ivanova@list.ru",
        subject="Чек об оплате 750,00 ₽",
        state=state,
        attempts=3,
        created_at=NOW,
        sent_at=None,
        last_error="550 no such user",
    )


def run(state: str = "calculated") -> billing.RunState:
    return billing.RunState(
        period="2026-10",
        state=state,
        accounts_total=40,
        accounts_done=40,
        volume=8_400,
        charged_kopecks=6_283_200,
        by_method={"metered": 35, "average": 3, "norm": 2},
        exceptions={"jump": 1, "penalty_jump": 16, "zero": 2},
        recalculated_accounts=15,
        recalculated_kopecks=-1_140_700,
        unbilled_total=130,
        changed_since=2,
    )


def appeal(state: feedback.AppealState = "registered") -> feedback.Appeal:
    """Nobody has answered it, and its day has passed."""
    asked = household.appeal(state)
    return asked.model_copy(update={"thread": asked.thread[:1], "due_on": date(2026, 11, 2)})


def life(request: readings.ReadingCorrection) -> readings.ReadingLife:
    known: readings.ReadingList = household.answers()["readings.list_readings"]
    return known.readings[0]


def trail(service: str) -> Callable[[AuditQuery], AuditPage]:
    """Two records a service: an hour apart from those of the next one."""

    def page(request: AuditQuery) -> AuditPage:
        known = [
            AuditEntry(
                id=number,
                at=NOW - timedelta(minutes=10 * (3 - number) + len(service)),
                action={"feedback": "answer_appeal"}.get(service, "look_at_cabinet"),
                outcome="done",
                actor_id=MEMBER_ID,
                actor_role="operator",
                subject="u1",
                account_number=FLAT,
                ip=None,
                request_id="r1",
                details={"reason": "=звонок абонента"},
            )
            for number in (2, 1)
        ]
        left = [one for one in known if request.before is None or one.id < request.before]
        shown = left[: request.limit]
        return AuditPage(entries=shown, next_before=shown[-1].id if len(left) > len(shown) else None)

    return page


def dead() -> DeadLetters:
    letter = DeadLetter(
        letter_id="d1",
        queue="billing.payments.payment_succeeded.v1",
        account=FLAT,
        reason="ValidationError",
        attempts=4,
        happened_at=NOW,
        body='{"receipt_email": "<hidden>"}',
    )
    return DeadLetters(letters=[letter], total=1)


def figures(now: dict[str, int], **counts: int) -> Figures:
    return Figures(days=[DayFigures(day=(NOW - timedelta(days=2)).date(), counts=counts)], now=now)


def news(begins_in: int = -2) -> notifications.News:
    """Half an hour long, begun so many hours ago or not yet."""
    begin = NOW + timedelta(hours=begins_in)
    text = "Ночью портал будет недоступен"
    return notifications.News(
        news_id=f"n{begins_in + 10}", text=text, warning=True, starts_at=begin, ends_at=begin + timedelta(hours=3)
    )


def templates() -> feedback.AnswerTemplates:
    one = feedback.AnswerTemplate(template_id="t1", title="Поверка счётчика", text="Поверку можно заказать у нас.")
    return feedback.AnswerTemplates(templates=[one])


def answers() -> dict[str, Any]:
    trails = {f"{name}.list_audit": trail(name) for name in AUDITED}
    letters = {f"{name}.list_dead_letters": DeadLetters(letters=[], total=0) for name in HEARING}
    accepted = readings.ReadingAccepted(reading_id="r9", period="2026-11", received_at=NOW, values=[], repeated=False)
    review = household.payment(state="manual_review")
    return household.answers() | {
        "auth.authenticate": authenticate,
        "auth.sign_in_staff": opened,
        "auth.find_users": users_in_a_list(),
        "auth.get_contacts": users(),
        "billing.find_accounts": found_accounts.accounts,
        "billing.get_account_card": found_accounts.card(),
        "billing.get_run": run(),
        "billing.run_period": run("running"),
        "billing.publish_period": run("publishing"),
        "billing.list_rates": rate_lists.rates,
        "billing.post_correction": billing_answers.timeline(),
        "billing.set_other_debts": billing_answers.overview(FLAT),
        "billing.issue_notice": billing_answers.overview("180111116").notice,
        "readings.record_control_reading": accepted,
        "readings.record_told_readings": accepted,
        "readings.withdraw_reading": life,
        **supply_packages.answers(),
        **billing_desk.answers(),
        **money_desk.answers(),
        **acts_desk.answers(),
        **approvals_desk.answers(),
        **report_desk.answers(),
        **debt_desk.answers(),
        **people_desk.answers(),
        "payments.trace_payment": trace,
        "payments.ask_bank": review,
        "payments.settle_review": household.payment(),
        "payments.settle_refund": refund("refused"),
        "readings.list_bank_readings": BankReadings(readings=[]),
        "readings.list_paid_with": household.answers()["readings.list_sent_without_payment"],
        **payments_desk.answers(),
        "payments.refund_payment": refund(),
        "payments.list_for_review": payments.PaymentList(payments=[review]),
        "notifications.list_letters": notifications.LetterList(letters=[letter()]),
        "notifications.resend_letter": letter("waiting"),
        "feedback.find_appeals": lambda asked: feedback.AppealList(appeals=[appeal()] if "О-" in asked.text else []),
        **appeals_desk.answers(appeal()),
        "feedback.get_appeal": lambda asked: (
            household.appeal("closed") if asked.appeal_id == "closed" else appeals_desk.by_id(asked, appeal())
        ),
        "feedback.answer_appeal": household.appeal(),
        "feedback.list_templates": templates(),
        "feedback.save_template": templates().templates[0],
        "feedback.remove_template": Nothing(),
        "notifications.list_letter_kinds": notifications.LetterKinds(
            kinds=[notifications.LetterKind(kind="activation", title="Активация")]
        ),
        "notifications.preview_letter": notifications.LetterPreview(
            subject="Активируйте кабинет", text="Нажмите кнопку", html="<p style='color: red'>Нажмите</p>"
        ),
        "notifications.list_reminder_rules": reminder_rules.rules(),
        "notifications.change_reminder_rules": reminder_rules.rules(),
        "notifications.drop_reminder_rule": reminder_rules.rules(),
        "notifications.list_all_news": notifications.NewsList(news=[news(), news(5)]),
        "notifications.write_news": news(),
        "notifications.end_news": news(-1),
        **trails,
        **letters,
        "billing.list_dead_letters": dead(),
        "billing.settle_dead_letter": dead().letters[0],
        "auth.look_at_cabinet": people.identity(),
        "payments.get_figures": figures({"review": 1, "moving": 2}, paid=12, kopecks=1_234_500, failed=3, returned=0),
        "readings.get_figures": figures({"meters": 40, "read": 10}, payment=7, without_payment=5, other=1),
        "feedback.get_figures": figures({"open": 3, "overdue": 1}, registered=4, answers=2),
        "notifications.get_figures": figures({"waiting": 5, "bounced": 1, "oldest_minutes": 90}, sent=30, failed=1),
    }
