"""«Напоминания» (B9): the rules by which customers are reminded; administrators change and revert them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from chassis.errors import Refusal
from contracts.notifications import LetterKindRef
from contracts.reminders import RuleName, RuleNumbers, RuleRef, RulesChange
from contracts.wire import Nothing
from gateway.backend.messages import refuse_invalid, unvalidated
from gateway.backend.rpc import Round, ask, services
from gateway.http.forms.form import Form
from gateway.http.forms.intervals import today
from gateway.staff.access.members import for_staff
from gateway.words.tables import UNKNOWN
from wording.dates import day

blueprint = Blueprint("reminders", __name__)
PAIRS = ("readings_days", "hours")
"""Rules of two numbers, each in a field of its own."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One form of the page. `rule` are its days, None when it has none; `switch` turns the kind on and off."""

    name: str
    title: str
    about: str
    rule: RuleName | None
    switch: RuleName | None

    @property
    def letter(self) -> str | None:
        """The kind of letter that shows its text."""
        return f"reminder_{self.name}" if self.switch else None


TOPICS = (
    Topic(
        "readings",
        "Передать показания",
        "тем, у кого есть счётчик, а показаний за месяц ещё нет; показания пришли — письмо не уходит",
        "readings_days",
        "readings_on",
    ),
    Topic("bill", "Счёт готов", "в день публикации тем, кто не получает сам счёт по почте", None, "bill_on"),
    Topic("due", "Срок оплаты", "тем, у кого счёт не оплачен", "due_days_before", "due_on"),
    Topic(
        "verification",
        "Поверка счётчика",
        "пока поверка или замена не внесена в учёт",
        "verification_days_before",
        "verification_on",
    ),
    Topic(
        "hours", "Часы отправки", "по московскому времени; письма, которых ждут, уходят в любое время", "hours", None
    ),
)
TOPIC = {topic.name: topic for topic in TOPICS}
RULES = {name for topic in TOPICS for name in (topic.rule, topic.switch) if name}
"""A rule of a newer service that none of the forms changes is not shown."""


def _list(numbers: list[int]) -> str:
    return ", ".join(map(str, numbers))


WORDS: dict[str, Callable[[list[int]], str]] = {
    "readings_days": lambda numbers: f"с {numbers[0]} по {numbers[1]} число",
    "due_days_before": lambda numbers: f"за {_list(numbers)} дн. до срока",
    "verification_days_before": lambda numbers: f"за {_list(numbers)} дн. до срока",
    "hours": lambda numbers: f"с {numbers[0]}:00 до {numbers[1]}:00",
}


@blueprint.get("/reminders")
@for_staff("notifications.list_reminder_rules")
def show() -> ResponseReturnValue:
    return _page(Form(), "")


@blueprint.post("/reminders/<topic>")
@for_staff("notifications.change_reminder_rules")
def change(topic: str) -> ResponseReturnValue:
    """Nothing to confirm: a change that begins today or later is taken back by one press."""
    if topic not in TOPIC:
        raise Refusal("bad_request", "Таких напоминаний нет.")
    form = Form.posted("on", "numbers", "first", "last", "since")
    with form:
        try:
            since = date.fromisoformat(form["since"])
        except ValueError:
            raise Refusal("invalid_field", "Укажите день, с которого действует изменение.", "since") from None
        _change(RulesChange(since=since, rules=_rules(form, TOPIC[topic])))
        flash(f"«{TOPIC[topic].title}»: сохранено, действует с {day(since)}.", "success")
        return redirect(url_for("staff.reminders.show"))
    return _page(form, topic)


@blueprint.post("/reminders/<topic>/<since>/drop")
@for_staff("notifications.drop_reminder_rule")
def drop(topic: str, since: str) -> ResponseReturnValue:
    """`topic` is the rule's name here."""
    with refuse_invalid():
        ask(services().notifications.drop_reminder_rule, RuleRef(name=unvalidated(topic), since=unvalidated(since)))
    flash("Изменение отменено: действует прежнее правило.", "success")
    return redirect(url_for("staff.reminders.show"))


def _change(wanted: RulesChange) -> None:
    """A refusal names a rule; it belongs to the first of the rule's fields."""
    try:
        ask(services().notifications.change_reminder_rules, wanted)
    except Refusal as refused:
        field = "since" if refused.field == "since" else "first" if refused.field in PAIRS else "numbers"
        raise Refusal(refused.code, refused.message, field) from None


def in_words(name: str, numbers: list[int]) -> str:
    """A rule's numbers for a person."""
    if not numbers:
        return UNKNOWN
    if name.endswith("_on"):
        return "рассылается" if numbers[0] else "не рассылается"
    return WORDS[name](numbers)


def topic_of(name: str) -> Topic:
    """What a rule belongs to."""
    return next(topic for topic in TOPICS if name in (topic.rule, topic.switch))


def _rules(form: Form, topic: Topic) -> list[RuleNumbers]:
    rules = []
    if topic.switch:
        with refuse_invalid():
            rules.append(RuleNumbers(name=topic.switch, numbers=[int(form.ticked("on"))]))
    if topic.rule in PAIRS:
        with refuse_invalid():
            rules.append(RuleNumbers(name=topic.rule, numbers=[_whole(form, "first"), _whole(form, "last")]))
    elif topic.rule:
        with refuse_invalid():
            rules.append(RuleNumbers(name=topic.rule, numbers=_several(form)))
    return rules


def _whole(form: Form, field: str) -> int:
    if not form[field].strip().isdecimal():
        raise Refusal("invalid_field", "Укажите целое число.", field)
    return int(form[field])


def _several(form: Form) -> list[int]:
    """In the order of time: the greatest number of days before comes first."""
    typed = [part.strip() for part in form["numbers"].replace(";", ",").split(",") if part.strip()]
    if not typed or not all(part.isdecimal() and len(part) <= 3 for part in typed):
        raise Refusal("invalid_field", "Укажите числа через запятую, например 90, 60, 30.", "numbers")
    return sorted({int(part) for part in typed}, reverse=True)


def _page(form: Form, posted: str) -> ResponseReturnValue:
    with Round() as ask_:
        listed = ask_(services().notifications.list_reminder_rules, Nothing())
        letters = {
            topic.name: ask_(services().notifications.preview_letter, LetterKindRef(kind=topic.letter))
            for topic in TOPICS
            if topic.letter
        }
    known = [one for one in listed.value.editions if one.name in RULES]
    page = render_template(
        "staff/letters/reminders.html",
        topics=TOPICS,
        pairs=PAIRS,
        now={name: [] for name in RULES} | {one.name: one.numbers for one in known if one.standing == "in_force"},
        history=sorted((one for one in known if not one.shipped), key=lambda one: one.since, reverse=True),
        letters={name: letter.or_nothing for name, letter in letters.items()},
        in_words=in_words,
        topic_of=topic_of,
        posted=posted,
        form=form,
        blank=Form(),
        tomorrow=today() + timedelta(days=1),
    )
    return page, form.status
