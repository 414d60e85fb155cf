"""Every kind of letter as staff may preview it, made of a sample event."""

from chassis.errors import Refusal
from contracts.notifications import LetterKind, LetterKindRef, LetterKinds, LetterPreview
from contracts.wire import Nothing
from services.notifications.letter_kinds import samples
from services.notifications.letter_kinds.catalogue import KINDS
from services.notifications.sending.compose import render
from services.notifications.work import NotificationsCall


def list_letter_kinds(call: NotificationsCall, request: Nothing) -> LetterKinds:
    """Codes and titles, in the order of the catalogue."""
    return LetterKinds(kinds=[LetterKind(kind=kind.code, title=kind.title) for kind in KINDS.values()])


def preview_letter(call: NotificationsCall, request: LetterKindRef) -> LetterPreview:
    """The letter as it would be sent; refuses `letter_not_found` for an unknown kind."""
    if request.kind not in KINDS:
        raise Refusal("letter_not_found", "Таких писем нет.", "kind")
    kind = KINDS[request.kind]
    content = kind.sample()
    secret = samples.PASSWORD if content.shown_secret else samples.TOKEN
    unsubscribe = f"/unsubscribe?kind={kind.subscription}" if kind.subscription else None
    text, html = render(content, secret, unsubscribe, call.dependencies.settings)
    return LetterPreview(subject=content.subject, text=text, html=html)
