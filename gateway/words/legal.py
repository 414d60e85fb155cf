"""The documents that a person agrees to (M1.2). An edition that was in force is kept and never changed.

A new edition is a new file `templates/documents/<name>/<date>.html` and its date at the front of `editions` here.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """`editions` by the day from which each is in force, the newest first."""

    name: str
    title: str
    editions: tuple[date, ...]

    @property
    def current(self) -> date:
        return self.editions[0]


DOCUMENTS = {
    document.name: document
    for document in (
        LegalDocument(
            "policy", "Политика конфиденциальности", (date(2026, 11, 29), date(2026, 11, 25), date(2026, 11, 1))
        ),
        LegalDocument("agreement", "Пользовательское соглашение", (date(2026, 11, 25), date(2026, 11, 1))),
        LegalDocument("consent", "Согласие на обработку персональных данных", (date(2026, 11, 25), date(2026, 11, 1))),
    )
}
CONSENT_VERSION = DOCUMENTS["consent"].current.isoformat()
"""Of the consent to personal-data processing; stored with the time and the address of the consent."""
