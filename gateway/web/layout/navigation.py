"""What every page shows around its content: sections, the supplier, who is signed in, display preferences."""

from dataclasses import dataclass

from flask import g, request

from gateway.backend.rpc import settings
from gateway.http.forms.mail_domains import DOMAINS
from gateway.web.layout.appearance import chosen


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    endpoint: str


SECTIONS = (
    Section("Главная", "home.show"),
    Section("Платежи", "payments.show"),
    Section("Зачисления", "credits.show"),
    Section("Расчеты", "settlements.show"),
    Section("Показания", "readings.show"),
    Section("Настройки", "profile.show"),
    Section("Обратная связь", "feedback.show"),
    Section("Информация", "information.show"),
)


def template_context() -> dict[str, object]:
    """Names that every template may use; `visitor` is known only where the view has asked who it is."""
    known = g.get("visitor")
    return {
        "session_seconds": known.identity.idle_seconds if known and known.token and not g.get("impersonation") else 0,
        "supplier": settings().supplier,
        "mailbox_url": settings().mailbox_url,
        "sections": [one for one in SECTIONS if not (g.get("impersonation") and one.endpoint == "profile.show")],
        "current_blueprint": request.blueprint,
        "visitor": g.get("visitor"),
        "nonce": g.get("nonce", ""),
        "incident": g.get("request_id", "-"),
        "mail_domains": " ".join(DOMAINS),
        "appearance": chosen(),
    }
