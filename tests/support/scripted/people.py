"""Who lives there: three accounts, one identity."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.errors import Refusal
from contracts import auth
from contracts.wire import Nothing
from gateway.words.legal import CONSENT_VERSION

FLAT, DACHA, GARAGE = "180111112", "180111116", "180111114"
TOKEN = "session-token-of-the-test"
RENEWED = "session-token-after-a-password-check"
PASSWORD = "correct horse battery"
NOW = datetime.now(UTC).replace(microsecond=0)
ADDRESSES = {
    FLAT: "г. Калуга, ул. Кирова, д. 12, кв. 34",
    DACHA: "Калужская обл., Боровский р-н, СНТ «Заря», уч. 7",
    GARAGE: "г. Калуга, ул. Московская, ГСК «Луч», бокс 15",
}
ACCOUNTS = [
    auth.LinkedAccount(number=FLAT, alias=None, primary=True),
    auth.LinkedAccount(number=DACHA, alias="Дача", primary=False),
    auth.LinkedAccount(number=GARAGE, alias=None, primary=False),
]


def identity(confirmed: bool = False, must_change: bool = False) -> auth.Identity:
    return auth.Identity(
        user_id="u1",
        role="customer",
        session_id="s1",
        email="ivanova@list.ru",
        accounts=ACCOUNTS,
        must_change_password=must_change,
        confirmed=confirmed,
        scopes=None,
        consent_version=CONSENT_VERSION,
        idle_seconds=1800,
    )


def authenticate(request: auth.SessionToken) -> auth.Identity | Exception:
    if request.token not in (TOKEN, RENEWED):
        return Refusal("session_expired", "Сеанс завершён.")
    if request.current_password not in (None, PASSWORD):
        return Refusal("wrong_credentials", "Неверный текущий пароль.")
    known = identity(confirmed=request.current_password == PASSWORD)
    return known.model_copy(update={"renewed_token": RENEWED}) if request.renew and known.confirmed else known


def profile() -> auth.Profile:
    return auth.Profile(
        email="ivanova@list.ru",
        pending_email=None,
        phone="+7 910 123-45-67",
        accounts=ACCOUNTS,
        last_sign_in=NOW - timedelta(days=2),
    )


def sessions() -> auth.SessionList:
    here, phone = "Mozilla/5.0 (Windows NT 10.0) Chrome/130", "Mozilla/5.0 (iPhone) Safari"
    ago = NOW - timedelta(hours=3)
    return auth.SessionList(
        sessions=[
            auth.SessionInfo(id="s1", opened_at=NOW, last_seen_at=NOW, ip="127.0.0.1", user_agent=here, current=True),
            auth.SessionInfo(id="s2", opened_at=ago, last_seen_at=NOW, ip="10.0.0.7", user_agent=phone, current=False),
        ]
    )


def history() -> auth.SecurityHistory:
    device = "Mozilla/5.0 (Windows NT 10.0) Chrome/130"
    entered = auth.SecurityEvent(at=NOW, action="sign_in", outcome="done", network="93.184.*.*", device=device)
    guessed = entered.model_copy(update={"outcome": "refused", "network": "10.1.*.*", "device": ""})
    return auth.SecurityHistory(events=[entered, guessed], next_before=17)


def consents() -> auth.ConsentJournal:
    given = auth.ConsentEntry(at=NOW, action="given", version=CONSENT_VERSION, network="93.184.*.*")
    return auth.ConsentJournal(entries=[given])


def own_data() -> auth.OwnData:
    return auth.OwnData(
        profile=profile(),
        opened_at=NOW,
        consents=consents().entries,
        sessions=sessions().sessions,
        tokens=[token()],
        history=history().events,
    )


def viewers() -> auth.Viewers:
    seen = auth.Viewer(viewer_id="u7", email="p***@ya.ru", since=NOW - timedelta(days=40), removed=False)
    out = auth.Viewer(viewer_id="u8", email="g***@list.ru", since=NOW - timedelta(days=3), removed=True)
    return auth.Viewers(account_number=FLAT, viewers=[seen, out])


def token() -> auth.TokenInfo:
    later = NOW + timedelta(days=90)
    scopes = ["read", "submit_readings"]
    return auth.TokenInfo(id="t1", name="Умный дом", scopes=scopes, created_at=NOW, expires_at=later, last_used_at=None)


def answers() -> dict[str, Any]:
    expires = NOW + timedelta(hours=12)
    opened = auth.SessionOpened(token=TOKEN, expires_at=expires, must_change_password=False, last_sign_in=None)
    done = (
        "sign_out recover_password set_password_by_link request_email_change confirm_email change_phone"
        " end_session end_other_sessions revoke_token"
    )
    return {f"auth.{name}": Nothing() for name in done.split()} | {
        "auth.get_entrance_policy": auth.EntrancePolicy(ownership_proof="none"),
        "auth.register": auth.Registered(email="ivanova@list.ru", expires_at=NOW),
        "auth.resend_activation": auth.Registered(email="ivanova@list.ru", expires_at=NOW),
        "auth.activate": auth.Activated(account_number=FLAT),
        "auth.report_takeover": auth.TakeoverClosed(token="t" * 43),
        "auth.sign_in": opened,
        "auth.authenticate": authenticate,
        "auth.take_quota": auth.Quota(policy="api", limit=120, window_seconds=60, remaining=119, reset_seconds=1),
        "auth.change_password": opened,
        "auth.replace_mailed_password": opened,
        "auth.link_account": profile(),
        "auth.unlink_account": profile(),
        "auth.rename_account": profile(),
        "auth.list_viewers": viewers(),
        "auth.remove_viewer": viewers(),
        "auth.admit_viewer": viewers(),
        "auth.get_profile": profile(),
        "auth.list_sessions": sessions(),
        "auth.list_consents": consents(),
        "auth.give_consent": consents(),
        "auth.delete_cabinet": Nothing(),
        "auth.get_own_data": own_data(),
        "auth.list_security_events": history(),
        "auth.list_tokens": auth.TokenList(tokens=[token()]),
        "auth.issue_token": auth.TokenIssued(token="cab_0123456789abcdef", info=token()),
    }
