"""Words for the stages of a restriction of supply (ПП 354, п. 117-121)."""

STAGES = {
    "notice_sent": "После вручения уведомления на оплату будет 20 дней.",
    "notice_delivered": "После этого дня подача электроэнергии может быть ограничена.",
    "expired": "Срок прошёл: подача электроэнергии может быть ограничена в любой день.",
    "restricted": "Подача электроэнергии ограничена.",
    "suspended": "Подача электроэнергии приостановлена.",
    "reconnection_due": "Долг погашен, подачу электроэнергии возобновят в течение двух дней.",
}


def stage_in_words(stage: str) -> str:
    """What the stage means for the person; a stage that needs no words gets none."""
    return STAGES.get(stage, "")


FILTERS = {"notice_stage": stage_in_words}
