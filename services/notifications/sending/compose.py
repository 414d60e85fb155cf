"""Composes the MIME message of a letter: HTML and plain text, headers that nothing can be injected into.

Uses the library's older classes: the newer ones (`EmailMessage`) parse each header into a tree and write it from there,
which takes five times the processor time of all the rest of a letter.
"""

from base64 import b64decode
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime
from urllib.parse import quote

import css_inline
from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from chassis.clock import Clock
from contracts.wire import Document
from services.notifications.letter_kinds.content import LetterContent
from services.notifications.models import Letter
from services.notifications.sending.mail_server import Outgoing
from services.notifications.sending.secrets import opened
from services.notifications.settings import NotificationsSettings

_TEMPLATES = Environment(
    loader=PackageLoader("services.notifications"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ON_THE_WIRE = Compat32(linesep="\r\n", max_line_length=None)
"""Only what `encoded_words` has made is folded: an address in a header stays in one piece."""
_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


class BadAddress(ValueError):
    """The address cannot be written into a header, and never will be."""


def compose(letter: Letter, attachment: Document | None, clock: Clock, settings: NotificationsSettings) -> Outgoing:
    """The letter for the mail server; raises BadAddress. The same letter always has the same Message-ID."""
    content, address = LetterContent.load(letter.wording), recipient(letter.email)
    text, html = render(content, opened(letter, settings), letter.unsubscribe, settings)
    body = MIMEMultipart("alternative", _subparts=[MIMEText(text, "plain", "utf-8"), MIMEText(html, "html", "utf-8")])
    message = body if attachment is None else MIMEMultipart("mixed", _subparts=[body, _attached(attachment)])
    message["From"] = encoded_words("From", settings.supplier.short_name, f"<{settings.mail_from}>")
    message["To"] = address
    message["Subject"] = encoded_words("Subject", " ".join(content.subject.split()))
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = letter.message_id
    message["Reply-To"] = settings.supplier.support_email
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{settings.public_url}{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return Outgoing(settings.return_path or settings.mail_from, address, message.as_bytes(policy=_ON_THE_WIRE))


def encoded_words(name: str, text: str, address: str = "") -> str:
    """Any text as the value of a header, in encoded words (RFC 2047) on lines that are not too long."""
    header = Header(text, "utf-8", header_name=name)
    if address:
        header.append(address, "us-ascii")
    return header.encode()


def render(
    content: LetterContent, secret: str | None, unsubscribe: str | None, settings: NotificationsSettings
) -> tuple[str, str]:
    """Plain text and HTML; `unsubscribe` is the path at which the reader turns such letters off."""
    variables = _variables(content, secret, settings)
    variables["unsubscribe"] = f"{settings.public_url}{unsubscribe}" if unsubscribe else None
    html = _INLINER.inline(_TEMPLATES.get_template("letter.html").render(variables))
    return _TEMPLATES.get_template("letter.txt").render(variables), html


def recipient(email: str) -> str:
    """The address, validated again where it becomes a header; raises BadAddress."""
    try:
        checked = validate_email(email, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise BadAddress("not an e-mail address") from None
    return checked.ascii_email or checked.normalized


def _variables(content: LetterContent, secret: str | None, settings: NotificationsSettings) -> dict[str, object]:
    button = content.button
    url = f"{settings.public_url}{button.path}" if button else None
    if button and button.token:
        url = f"{url}?token={quote(secret or '', safe='')}"
    return {
        "letter": content,
        "url": url,
        "secret": secret if content.shown_secret else None,
        "supplier": settings.supplier,
        "portal": settings.public_url,
    }


def _attached(document: Document) -> MIMEBase:
    maintype, _, subtype = document.media_type.partition("/")
    part = MIMEBase(maintype, subtype)
    part.set_payload(b64decode(document.content))
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", document.file_name))
    return part
