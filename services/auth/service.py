"""The nameko service: each method names its use case."""

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.bindings import calls, consumes, reads, runs, writes
from chassis.service.declarations import serves
from chassis.settings import load
from contracts import auth as c
from contracts.access import ACCESS
from contracts.billing import AccountsChanged, BillPublished, OwnerChanged
from contracts.notifications import ActivationExpired
from services.auth.access import api_tokens, impersonation, security_events, sessions, takeover
from services.auth.access.authenticate import authenticate
from services.auth.ownership import bill_facts, known_accounts, proof
from services.auth.password_changes import change, recover
from services.auth.privacy import consents, delete, own_data, retention
from services.auth.profile import accounts, contacts, detach, search, show, viewers
from services.auth.registration import resend
from services.auth.registration.activate import activate
from services.auth.registration.register import register
from services.auth.settings import AuthSettings
from services.auth.sign_in.confirm_staff import confirm_staff
from services.auth.sign_in.customer import sign_in
from services.auth.sign_in.staff import sign_in_staff
from services.auth.staff import managing, program_tokens, wishes
from services.auth.staff.names import list_staff_logins
from services.auth.staff.sealed_secrets import seal_secrets
from services.auth.throttling import quota


@serves(c.AuthRpc, access=ACCESS["auth"], ready=ANSWERS)
class AuthService:
    """auth: who a person is and which accounts are theirs."""

    name = "auth"
    database = Database()
    clock = Clock()

    @property
    def dependencies(self) -> AuthSettings:
        settings: AuthSettings = load(AuthSettings)
        return settings

    get_entrance_policy = calls(proof.get_entrance_policy)
    register = calls(register)
    resend_activation = calls(resend.resend_activation)
    activate = calls(activate)

    sign_in = calls(sign_in)
    sign_in_staff = calls(sign_in_staff)
    authenticate = calls(authenticate)
    confirm_staff = calls(confirm_staff)
    take_quota = writes(quota.take_quota)
    sign_out = writes(sessions.sign_out)

    recover_password = calls(recover.recover_password)
    set_password_by_link = calls(change.set_password_by_link)
    report_takeover = calls(takeover.report_takeover)
    change_password = calls(change.change_password)
    replace_mailed_password = calls(change.replace_mailed_password)

    get_profile = reads(show.get_profile)
    request_email_change = writes(contacts.request_email_change)
    confirm_email = writes(contacts.confirm_email)
    change_phone = writes(contacts.change_phone)
    link_account = calls(accounts.link_account)
    unlink_account = writes(accounts.unlink_account)
    rename_account = writes(accounts.rename_account)
    list_viewers = reads(viewers.list_viewers)
    remove_viewer = writes(viewers.remove_viewer)
    admit_viewer = writes(viewers.admit_viewer)

    list_consents = reads(consents.list_consents)
    give_consent = writes(consents.give_consent)
    get_own_data = writes(own_data.get_own_data)
    delete_cabinet = writes(delete.delete_cabinet)

    list_sessions = reads(sessions.list_sessions)
    end_session = writes(sessions.end_session)
    end_other_sessions = writes(sessions.end_other_sessions)
    list_security_events = reads(security_events.list_security_events)
    issue_token = writes(api_tokens.issue_token)
    list_tokens = reads(api_tokens.list_tokens)
    revoke_token = writes(api_tokens.revoke_token)

    find_users = writes(search.find_users)
    list_staff_logins = reads(list_staff_logins)
    get_contacts = writes(search.get_contacts)
    detach_account = writes(detach.detach_account)
    list_attached = reads(detach.list_attached)
    look_at_cabinet = writes(impersonation.look_at_cabinet)

    list_staff = reads(managing.list_staff)
    create_staff = calls(managing.create_staff)
    change_staff_role = calls(managing.change_staff_role)
    reset_staff = calls(managing.reset_staff)
    disable_staff = writes(managing.disable_staff)
    end_staff_sessions = writes(managing.end_staff_sessions)
    release_staff_wish = calls(wishes.release_staff_wish)
    drop_staff_wish = writes(wishes.drop_staff_wish)
    list_program_tokens = reads(program_tokens.list_program_tokens)
    issue_program_token = writes(program_tokens.issue_program_token)
    revoke_program_token = writes(program_tokens.revoke_program_token)

    renew_activation = consumes(ActivationExpired, resend.renew_activation)
    remember_accounts = consumes(AccountsChanged, known_accounts.remember_accounts)
    end_former_access = consumes(OwnerChanged, detach.end_former_access)
    remember_bill = consumes(BillPublished, bill_facts.remember_bill)

    drop_expired = runs(retention.drop_expired, every_seconds=3600)
    seal_secrets = runs(seal_secrets, every_seconds=3600)
    erase_sent_secrets = runs(retention.erase_sent_secrets, every_seconds=60)
