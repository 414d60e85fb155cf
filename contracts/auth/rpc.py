"""The methods of auth."""

from typing import Protocol

from contracts.audit import KeepsAudit
from contracts.auth.entrance import (
    Activated,
    Credentials,
    EntrancePolicy,
    OneTimeToken,
    PasswordByLink,
    Recovery,
    Registered,
    Registration,
    SessionOpened,
    SessionToken,
    StaffConfirmation,
    StaffCredentials,
    TakeoverClosed,
)
from contracts.auth.identity import (
    Identity,
    SecurityHistory,
    SecurityHistoryQuery,
    SessionList,
    SessionRef,
    StaffIds,
    StaffNames,
    TokenIssued,
    TokenList,
    TokenRequest,
)
from contracts.auth.privacy import ConsentGiven, ConsentJournal, From, OwnData
from contracts.auth.profile import (
    Alias,
    Attached,
    AttachedQuery,
    CabinetLook,
    Detached,
    Detachment,
    NewAccount,
    NewEmail,
    NewPassword,
    NewPhone,
    Profile,
    UserQuery,
    UsersFound,
    ViewerRef,
    Viewers,
)
from contracts.auth.quota import Quota, QuotaRequest
from contracts.auth.staff_rpc import ManagesStaff
from contracts.dead_letters import KeepsDeadLetters
from contracts.methods import allows, anyone, customer, refuses, staff
from contracts.wire import AccountRef, Nothing


class AuthRpc(ManagesStaff, KeepsAudit, KeepsDeadLetters, Protocol):
    """Asked by the gateway; refusals carry the field and the remedy in Russian."""

    @allows(anyone())
    @refuses()
    def get_entrance_policy(self, request: Nothing) -> EntrancePolicy: ...

    @allows(anyone())
    @refuses("registration_refused", "invalid_field", "too_many_attempts")
    def register(self, request: Registration) -> Registered: ...

    @allows(anyone())
    @refuses("invalid_field", "wrong_credentials", "too_many_attempts")
    def resend_activation(self, request: Credentials) -> Registered: ...

    @allows(anyone())
    @refuses("token_invalid", "invalid_field", "too_many_attempts")
    def activate(self, request: OneTimeToken) -> Activated: ...

    @allows(anyone())
    @refuses("wrong_credentials", "not_activated", "too_many_attempts", "invalid_field")
    def sign_in(self, request: Credentials) -> SessionOpened: ...

    @allows(anyone())
    @refuses("wrong_credentials", "too_many_attempts")
    def sign_in_staff(self, request: StaffCredentials) -> SessionOpened: ...

    @allows(staff())
    @refuses("session_expired", "wrong_credentials", "too_many_attempts")
    def confirm_staff(self, request: StaffConfirmation) -> Nothing: ...

    @allows(anyone())
    @refuses("session_expired", "wrong_credentials", "too_many_attempts")
    def authenticate(self, request: SessionToken) -> Identity: ...

    @allows(anyone())
    @refuses("too_many_attempts")
    def take_quota(self, request: QuotaRequest) -> Quota: ...

    @allows(anyone())
    @refuses()
    def sign_out(self, request: SessionToken) -> Nothing: ...

    @allows(anyone())
    @refuses("invalid_field", "too_many_attempts")
    def recover_password(self, request: Recovery) -> Nothing: ...

    @allows(anyone())
    @refuses("token_invalid", "invalid_field")
    def set_password_by_link(self, request: PasswordByLink) -> Nothing: ...

    @allows(anyone())
    @refuses("token_invalid")
    def report_takeover(self, request: OneTimeToken) -> TakeoverClosed: ...

    @allows(customer(confirmed=True))
    @refuses("invalid_field")
    def change_password(self, request: NewPassword) -> SessionOpened: ...

    @allows(customer())
    @refuses("invalid_field", "not_confirmed")
    def replace_mailed_password(self, request: NewPassword) -> SessionOpened: ...

    @allows(customer(confirmed=True))
    @refuses("invalid_field", "too_many_attempts")
    def request_email_change(self, request: NewEmail) -> Nothing: ...

    @allows(anyone())
    @refuses("token_invalid")
    def confirm_email(self, request: OneTimeToken) -> Nothing: ...

    @allows(customer(confirmed=True))
    @refuses("invalid_field")
    def change_phone(self, request: NewPhone) -> Nothing: ...

    @allows(customer(confirmed=True))
    @refuses(
        "invalid_field", "account_not_linked", "account_already_linked", "ownership_not_proven", "too_many_attempts"
    )
    def link_account(self, request: NewAccount) -> Profile: ...

    @allows(customer("account_number", confirmed=True))
    @refuses("account_not_linked", "primary_account")
    def unlink_account(self, request: AccountRef) -> Profile: ...

    @allows(customer("account_number"))
    @refuses("account_not_linked", "invalid_field")
    def rename_account(self, request: Alias) -> Profile: ...

    @allows(customer("account_number"))
    @refuses("account_not_linked")
    def list_viewers(self, request: AccountRef) -> Viewers: ...

    @allows(customer("account_number", confirmed=True))
    @refuses("account_not_linked")
    def remove_viewer(self, request: ViewerRef) -> Viewers: ...

    @allows(customer("account_number", confirmed=True))
    @refuses("account_not_linked")
    def admit_viewer(self, request: ViewerRef) -> Viewers: ...

    @allows(customer(scope="read"))
    @refuses()
    def get_profile(self, request: Nothing) -> Profile: ...

    @allows(customer())
    @refuses()
    def list_consents(self, request: Nothing) -> ConsentJournal: ...

    @allows(customer())
    @refuses()
    def give_consent(self, request: ConsentGiven) -> ConsentJournal: ...

    @allows(customer(confirmed=True))
    @refuses("too_many_attempts")
    def get_own_data(self, request: From) -> OwnData: ...

    @allows(customer(confirmed=True))
    @refuses()
    def delete_cabinet(self, request: From) -> Nothing: ...

    @allows(customer())
    @refuses()
    def list_sessions(self, request: SessionToken) -> SessionList: ...

    @allows(customer())
    @refuses()
    def end_session(self, request: SessionRef) -> Nothing: ...

    @allows(customer())
    @refuses()
    def end_other_sessions(self, request: SessionToken) -> Nothing: ...

    @allows(customer())
    @refuses()
    def list_security_events(self, request: SecurityHistoryQuery) -> SecurityHistory: ...

    @allows(customer(confirmed=True))
    @refuses("invalid_field")
    def issue_token(self, request: TokenRequest) -> TokenIssued: ...

    @allows(customer())
    @refuses()
    def list_tokens(self, request: Nothing) -> TokenList: ...

    @allows(customer())
    @refuses()
    def revoke_token(self, request: SessionRef) -> Nothing: ...

    @allows(staff())
    @refuses()
    def find_users(self, request: UserQuery) -> UsersFound: ...

    @allows(staff())
    @refuses()
    def list_staff_logins(self, request: StaffIds) -> StaffNames: ...

    @allows(staff())
    @refuses()
    def get_contacts(self, request: AccountRef) -> UsersFound: ...

    @allows(staff(confirmed=True))
    @refuses()
    def detach_account(self, request: Detachment) -> Detached: ...

    @allows(staff())
    @refuses()
    def list_attached(self, request: AttachedQuery) -> Attached: ...

    @allows(staff())
    @refuses("user_not_found")
    def look_at_cabinet(self, request: CabinetLook) -> Identity:
        """The customer's identity, for showing only: the calls that follow are made in the name of staff."""
        ...
