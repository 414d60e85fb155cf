"""Words for the states of an appeal (M4.7)."""

STATES = {
    "registered": "Зарегистрировано",
    "in_work": "В работе",
    "answered": "Есть ответ",
    "reopened": "Открыто повторно",
    "closed": "Закрыто",
}


def state_in_words(state: str) -> str:
    """The state for a person; a state of a newer release, which has no words here yet, is shown as being in work."""
    return STATES.get(state, STATES["in_work"])


FILTERS = {"appeal_state": state_in_words}
