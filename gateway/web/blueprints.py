"""Every blueprint of the customers' pages."""

from gateway.web import entrance, feedback, information, not_me, offline, recovery, registration, well_known
from gateway.web.bills import archive, check
from gateway.web.history import consumption, credit_list, readings, settlements, timeline
from gateway.web.home import debt, home, pay, together
from gateway.web.payments import history, sbp
from gateway.web.privacy import privacy
from gateway.web.settings import accounts, delivery, email, password, profile, sessions, tokens, unsubscribe, viewers

PAGES = tuple(
    module.blueprint
    for module in (
        entrance, registration, recovery, not_me, email, password, home, pay, together, history, sbp, archive,
        check, consumption, credit_list, debt, settlements, timeline, readings, profile, delivery, accounts,
        sessions, tokens, privacy,
        feedback, information, unsubscribe, viewers, well_known, offline,
    )
)  # fmt: skip
