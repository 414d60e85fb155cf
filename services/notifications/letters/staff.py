"""Letters as staff see them: a list with masked addresses, and sending one again (S5)."""

from uuid import UUID, uuid4

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from chassis.database import audit
from chassis.errors import Refusal
from chassis.events import outbox
from chassis.telemetry.masking import masked_email
from contracts.notifications import LETTERS_A_PAGE, ActivationExpired, LetterInfo, LetterList, LetterQuery, LetterRef
from services.notifications.letter_kinds.catalogue import KINDS
from services.notifications.models import Letter
from services.notifications.work import NotificationsWork


def list_letters(work: NotificationsWork, request: LetterQuery) -> LetterList:
    """A page of letters, newest first, from after the one seen last."""
    session = work.session
    wanted = select(Letter).order_by(Letter.created_at.desc(), Letter.id.desc()).limit(LETTERS_A_PAGE)
    if request.account_number is not None:
        wanted = wanted.where(Letter.account_number == request.account_number)
    if request.about is not None:
        wanted = wanted.where(Letter.dedupe_key.in_([f"{kind}:{request.about}" for kind in KINDS]))
    if request.after is not None:
        last = _letter(session, request.after)
        wanted = wanted.where(tuple_(Letter.created_at, Letter.id) < (last.created_at, last.id))
    return LetterList(letters=[_info(letter) for letter in session.scalars(wanted)])


def resend_letter(work: NotificationsWork, request: LetterRef) -> LetterInfo:
    """Queue a copy as a new letter; a letter that still waits is sent at once instead.

    For an activation letter auth makes a new link and another letter, unless the cabinet is active already. Refuses
    `letter_not_found` for any other letter with a one-time secret.
    """
    session, now = work.session, work.now
    letter = _letter(session, request.letter_id)
    details = {"purpose": letter.purpose, "to": masked_email(letter.email)}
    audit.record(session, now, "resend_letter", subject=letter.id, account=letter.account_number, **details)
    if letter.state == "waiting":
        letter.due_at = now
        return _info(letter)
    if _is_activation(letter):
        return _activation_again(work, letter)
    lifetime = KINDS[letter.purpose].lifetime if letter.purpose in KINDS else None
    if _carried_secret(letter) or lifetime is None:
        message = (
            "Это письмо нельзя повторить: ссылка или пароль в нём одноразовые. Клиент может запросить новое письмо."
        )
        raise Refusal("letter_not_found", message, "letter_id")
    identity = uuid4()
    copied = ("purpose", "priority", "user_id", "account_number", "email", "wording", "bill")
    copy = Letter(
        **{name: getattr(letter, name) for name in copied},
        id=identity,
        dedupe_key=f"{letter.dedupe_key}:again:{identity}",
        message_id=f"<{identity}@{work.dependencies.settings.sender_domain}>",
        attempts=0,
        state="waiting",
        created_at=now,
        due_at=now,
        expires_at=now + lifetime,
    )
    session.add(copy)
    session.flush()
    return _info(copy)


def _is_activation(letter: Letter) -> bool:
    return letter.purpose == "activation" and letter.user_id is not None and letter.account_number is not None


def _activation_again(work: NotificationsWork, letter: Letter) -> LetterInfo:
    number = letter.account_number or ""
    outbox.add(work.session, ActivationExpired(user_id=str(letter.user_id), account_number=number, wanted=True), number)
    return _info(letter)


def _carried_secret(letter: Letter) -> bool:
    button = letter.wording.get("button") or {}
    return bool(letter.wording.get("shown_secret") or button.get("token"))


def _letter(session: Session, letter_id: str) -> Letter:
    try:
        letter = session.get(Letter, UUID(letter_id))
    except ValueError:
        letter = None
    if letter is None:
        raise Refusal("letter_not_found", "Такого письма нет.", "letter_id")
    return letter


def _may_be_repeated(letter: Letter) -> bool:
    kind = KINDS.get(letter.purpose)
    whole = kind is not None and kind.lifetime is not None and not _carried_secret(letter)
    return whole or letter.state == "waiting" or _is_activation(letter)


def _info(letter: Letter) -> LetterInfo:
    return LetterInfo(
        letter_id=str(letter.id),
        purpose=letter.purpose,
        purpose_label=KINDS[letter.purpose].label if letter.purpose in KINDS else "",
        to=masked_email(letter.email),
        subject=letter.wording["subject"],
        state=letter.state,
        attempts=letter.attempts,
        created_at=letter.created_at,
        sent_at=letter.sent_at,
        last_error=letter.last_error,
        about=letter.dedupe_key.split(":")[1],
        may_be_repeated=_may_be_repeated(letter),
    )
