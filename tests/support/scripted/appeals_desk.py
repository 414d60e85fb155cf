"""What feedback tells the desk: queues, an appeal by telephone in a colleague's work, notes."""

from datetime import timedelta
from typing import Any

from contracts import feedback
from tests.support.scripted.people import FLAT, NOW

COLLEAGUE = "petrova"


def taken(asked: feedback.Appeal) -> feedback.Appeal:
    """By telephone, and a colleague works on it."""
    changed = {
        "appeal_id": "taken",
        "state": "in_work",
        "channel": "phone",
        "applicant": "Иванова Анна Петровна",
        "contact": "+7 910 555-12-34",
        "answer_way": "phone",
        "assignee": "u-colleague",
        "assignee_name": COLLEAGUE,
        "last_message": 7,
    }
    return asked.model_copy(update=changed)


def by_id(ref: feedback.AppealRef, asked: feedback.Appeal) -> feedback.Appeal:
    return taken(asked) if ref.appeal_id == "taken" else asked


def note(number: int = 1, **changes: Any) -> feedback.Note:
    made = feedback.Note(
        note_id=number,
        account_number=FLAT,
        appeal_id=None,
        appeal_number="",
        at=NOW - timedelta(days=number),
        by_name=COLLEAGUE,
        text="Просит звонить после 18 часов",
        pinned=number == 1,
    )
    return made.model_copy(update=changes)


def notes() -> feedback.Notes:
    of_appeal = note(2, appeal_id="a1", appeal_number="О-2026-000123", text="Ждём акт от сетевой организации")
    return feedback.Notes(notes=[note(), of_appeal, note(3, struck_at=NOW, struck_by=COLLEAGUE, text="Ошибка")])


def counts() -> feedback.QueueCounts:
    kinds = (("charge", "Начисления и счёт", 1, 1), ("meter", "Показания и прибор учёта", 0, 0))
    return feedback.QueueCounts(
        kinds=[
            feedback.KindCount(kind=kind, title=title, waiting=waiting, late=late, free=waiting, mine=0)
            for kind, title, waiting, late in kinds
        ]
    )


def answers(asked: feedback.Appeal) -> dict[str, Any]:
    """`asked` waits, nobody works on it."""
    return {
        "feedback.list_open": feedback.AppealList(appeals=[asked]),
        "feedback.list_queue": lambda query: feedback.AppealList(
            appeals=[] if query.whose == "mine" else [asked, taken(asked)]
        ),
        "feedback.get_queue_counts": counts(),
        "feedback.take_appeal": taken(asked),
        "feedback.open_appeal": taken(asked),
        "feedback.list_notes": notes(),
        "feedback.write_note": note(),
        "feedback.strike_note": note(struck_at=NOW, struck_by=COLLEAGUE),
    }
