"""The nameko service: each method names its use case."""

from uuid import UUID

from sqlalchemy.orm import Session

from chassis.clock import Clock
from chassis.context import current
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.declarations import every, handles, serves
from chassis.settings import load
from contracts import auth as c
from contracts.access import ACCESS
from contracts.billing import AccountsChanged, BillPublished
from contracts.notifications import ActivationExpired
from contracts.wire import AccountRef, Nothing
from services.auth.access import api_tokens, authenticate, impersonation, security_events, sessions
from services.auth.ownership import bill_facts, known_accounts
from services.auth.password_changes import change, recover
from services.auth.privacy import consents, delete, own_data, retention
from services.auth.profile import accounts, contacts, search, show
from services.auth.registration import activate, register, resend
from services.auth.settings import AuthSettings
from services.auth.sign_in import customer as sign_in
from services.auth.sign_in import staff as sign_in_staff
from services.auth.throttling import quota


@serves(c.AuthRpc, access=ACCESS["auth"], ready=ANSWERS)
class AuthService:
    """auth: who a person is and which accounts are his."""

    name = "auth"
    database = Database()
    clock = Clock()

    @property
    def settings(self) -> AuthSettings:
        settings: AuthSettings = load(AuthSettings)
        return settings

    def get_entrance_policy(self, request: Nothing) -> c.EntrancePolicy:
        return c.EntrancePolicy(ownership_proof=self.settings.ownership_proof)

    def register(self, request: c.Registration) -> c.Registered:
        return register.register(self.database, request, self.clock, self.settings)

    def resend_activation(self, request: c.Credentials) -> c.Registered:
        return resend.resend_activation(self.database, request, self.clock, self.settings)

    def activate(self, request: c.OneTimeToken) -> c.Activated:
        with self.database.transaction() as session:
            return activate.activate(session, request, self.clock)

    def sign_in(self, request: c.Credentials) -> c.SessionOpened:
        return sign_in.sign_in(self.database, request, self.clock, self.settings)

    def sign_in_staff(self, request: c.StaffCredentials) -> c.SessionOpened:
        return sign_in_staff.sign_in_staff(self.database, request, self.clock, self.settings)

    def authenticate(self, request: c.SessionToken) -> c.Identity:
        return authenticate.authenticate(self.database, request, self.clock, self.settings)

    def take_quota(self, request: c.QuotaRequest) -> c.Quota:
        with self.database.transaction() as session:
            return quota.take(session, request, self.clock.now(), self.settings.quota_factor)

    def sign_out(self, request: c.SessionToken) -> Nothing:
        with self.database.transaction() as session:
            return sessions.sign_out(session, request, self.clock)

    def recover_password(self, request: c.Recovery) -> Nothing:
        return recover.recover_password(self.database, request, self.clock, self.settings)

    def set_password_by_link(self, request: c.PasswordByLink) -> Nothing:
        return change.set_password_by_link(self.database, request, self.clock)

    def change_password(self, request: c.NewPassword) -> c.SessionOpened:
        return change.change_password(self.database, _caller(), request, self.clock, self.settings)

    def request_email_change(self, request: c.NewEmail) -> Nothing:
        with self.database.transaction() as session:
            return contacts.request_email_change(session, _caller(), request, self.clock, self.settings)

    def confirm_email(self, request: c.OneTimeToken) -> Nothing:
        with self.database.transaction() as session:
            return contacts.confirm_email(session, request, self.clock)

    def change_phone(self, request: c.NewPhone) -> Nothing:
        with self.database.transaction() as session:
            return contacts.change_phone(session, _caller(), request, self.clock)

    def link_account(self, request: c.NewAccount) -> c.Profile:
        return accounts.link_account(self.database, _caller(), request, self.clock, self.settings)

    def unlink_account(self, request: AccountRef) -> c.Profile:
        with self.database.transaction() as session:
            return accounts.unlink_account(session, _caller(), request, self.clock)

    def rename_account(self, request: c.Alias) -> c.Profile:
        with self.database.transaction() as session:
            return accounts.rename_account(session, _caller(), request, self.clock)

    def get_profile(self, request: Nothing) -> c.Profile:
        with self.database.transaction() as session:
            return show.show_profile(session, _caller(), self.clock)

    def list_consents(self, request: Nothing) -> c.ConsentJournal:
        with self.database.reading() as session:
            return consents.list_consents(session, _caller())

    def give_consent(self, request: c.ConsentGiven) -> c.ConsentJournal:
        with self.database.transaction() as session:
            return consents.give_consent(session, _caller(), request, self.clock)

    def get_own_data(self, request: c.From) -> c.OwnData:
        with self.database.transaction() as session:
            return own_data.get_own_data(session, _caller(), request, self.clock, self.settings)

    def delete_cabinet(self, request: c.From) -> Nothing:
        with self.database.transaction() as session:
            return delete.delete_cabinet(session, _caller(), request, self.clock)

    def list_sessions(self, request: c.SessionToken) -> c.SessionList:
        with self.database.transaction() as session:
            return sessions.list_sessions(session, _caller(), request, self.clock, self.settings)

    def end_session(self, request: c.SessionRef) -> Nothing:
        with self.database.transaction() as session:
            return sessions.end_session(session, _caller(), request, self.clock)

    def end_other_sessions(self, request: c.SessionToken) -> Nothing:
        with self.database.transaction() as session:
            return sessions.end_other_sessions(session, _caller(), request, self.clock)

    def list_security_events(self, request: c.SecurityHistoryQuery) -> c.SecurityHistory:
        with self.database.reading() as session:
            return security_events.list_security_events(session, _caller(), request)

    def issue_token(self, request: c.TokenRequest) -> c.TokenIssued:
        with self.database.transaction() as session:
            return api_tokens.issue_token(session, _caller(), request, self.clock)

    def list_tokens(self, request: Nothing) -> c.TokenList:
        with self.database.transaction() as session:
            return api_tokens.list_tokens(session, _caller(), self.clock)

    def revoke_token(self, request: c.SessionRef) -> Nothing:
        with self.database.transaction() as session:
            return api_tokens.revoke_token(session, _caller(), request, self.clock)

    def find_users(self, request: c.UserQuery) -> c.UsersFound:
        with self.database.transaction() as session:
            return search.find_users(session, request, self.clock)

    def get_contacts(self, request: AccountRef) -> c.UsersFound:
        with self.database.transaction() as session:
            return search.get_contacts(session, request, self.clock)

    def look_at_cabinet(self, request: c.CabinetLook) -> c.Identity:
        with self.database.transaction() as session:
            return impersonation.look_at_cabinet(session, request, self.clock)

    @handles(ActivationExpired)
    def renew_activation(self, event: ActivationExpired, session: Session) -> None:
        resend.renew_activation(session, event, self.clock, self.settings)

    @handles(AccountsChanged)
    def remember_accounts(self, event: AccountsChanged, session: Session) -> None:
        known_accounts.remember_accounts(session, event)

    @handles(BillPublished)
    def remember_bill(self, event: BillPublished, session: Session) -> None:
        bill_facts.remember_bill(session, event)

    @every(seconds=3600)
    def drop_expired(self) -> None:
        with self.database.transaction() as session:
            retention.drop_expired(session, self.clock.now(), self.settings)

    @every(seconds=60)
    def blot_out_secrets(self) -> None:
        with self.database.transaction() as session:
            retention.blot_out_secrets(session)


def _caller() -> UUID:
    """The signed-in customer; the access matrix lets nobody else reach the methods that ask."""
    return UUID(current().caller.user_id)
