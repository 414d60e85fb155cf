"""A letter as an EmailMessage: HTML and plain text, headers that nothing can be injected into."""

from base64 import b64decode
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import quote

import css_inline
from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from chassis.clock import Clock
from contracts.wire import Document
from services.notifications.models import Letter
from services.notifications.sending.folding import LetterPolicy
from services.notifications.settings import NotificationsSettings
from services.notifications.wording.letter import Wording

_TEMPLATES = Environment(
    loader=PackageLoader("services.notifications"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class BadAddress(ValueError):
    """The address cannot be written into a header, and never will be."""


def compose(letter: Letter, attachment: Document | None, clock: Clock, settings: NotificationsSettings) -> EmailMessage:
    """The message as it goes out; raises BadAddress. The same letter always has the same Message-ID."""
    wording = Wording.load(letter.wording)
    message = EmailMessage(policy=LetterPolicy())
    message["From"] = Address(settings.supplier.short_name, addr_spec=settings.mail_from)
    message["To"] = recipient(letter.email)
    message["Subject"] = " ".join(wording.subject.split())
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = letter.message_id
    message["Reply-To"] = Address(addr_spec=settings.supplier.support_email)
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{settings.public_url}{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text, html = render(wording, letter.secret, letter.unsubscribe, settings)
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    if attachment is not None:
        _attach(message, attachment)
    return message


def render(
    wording: Wording, secret: str | None, unsubscribe: str | None, settings: NotificationsSettings
) -> tuple[str, str]:
    """Plain text and HTML; `unsubscribe` is the path at which the reader turns such letters off."""
    shown = _shown(wording, secret, settings)
    shown["unsubscribe"] = f"{settings.public_url}{unsubscribe}" if unsubscribe else None
    html = _INLINER.inline(_TEMPLATES.get_template("letter.html").render(shown))
    return _TEMPLATES.get_template("letter.txt").render(shown), html


def recipient(email: str) -> Address:
    """The address, judged once more where it becomes a header."""
    try:
        checked = validate_email(email, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise BadAddress("not an e-mail address") from None
    return Address(addr_spec=checked.ascii_email or checked.normalized)


def _shown(wording: Wording, secret: str | None, settings: NotificationsSettings) -> dict[str, object]:
    button = wording.button
    url = f"{settings.public_url}{button.path}" if button else None
    if button and button.token:
        url = f"{url}?token={quote(secret or '', safe='')}"
    return {
        "letter": wording,
        "url": url,
        "secret": secret if wording.shown_secret else None,
        "supplier": settings.supplier,
        "portal": settings.public_url,
    }


def _attach(message: EmailMessage, document: Document) -> None:
    maintype, _, subtype = document.media_type.partition("/")
    message.add_attachment(b64decode(document.content), maintype=maintype, subtype=subtype, filename=document.file_name)
