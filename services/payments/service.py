"""The nameko service: each method is bound to its use case."""

from functools import lru_cache

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.bindings import calls, consumes, reads, runs, writes
from chassis.service.declarations import serves
from chassis.settings import load
from contracts import payments as c
from contracts.access import ACCESS
from contracts.auth import CabinetDeleted
from contracts.billing import AccountsChanged, LedgerPosted, OwnerChanged
from services.payments import retention
from services.payments.acquirers.choice import bank_of
from services.payments.callbacks.receive_callback import receive_callback
from services.payments.copies import accounts, ledger_lines, owner_terms
from services.payments.dependencies import Dependencies
from services.payments.ordering import cancel_payment, limits, start_payment
from services.payments.polling import poll
from services.payments.reconciliation import reports
from services.payments.reconciliation.reconcile_day import reconcile_day, reconcile_due
from services.payments.refunds import refund_payment, two_persons
from services.payments.review import resolve_payment, resolve_refund, restore_orphan
from services.payments.review.count_waiting import count_waiting
from services.payments.screens import daily_stats, follow, lists, open_payment, trace
from services.payments.settings import Settings
from services.payments.statements import assign, take_statement
from services.payments.statements import lists as statements


@serves(c.PaymentsRpc, access=ACCESS["payments"], ready=ANSWERS)
class PaymentsService:
    """payments: orders at the acquiring bank and what became of them."""

    name = "payments"
    database = Database()
    clock = Clock()

    start_payment = calls(start_payment.start_payment)
    cancel_payment = calls(cancel_payment.cancel_payment)
    get_payment = calls(open_payment.get_payment)
    settle_return = calls(open_payment.show_after_return)
    list_payments = reads(lists.list_payments)
    get_limits = calls(limits.get_limits)
    receive_callback = calls(receive_callback)
    trace_payment = reads(trace.trace_payment)
    follow_payment = reads(follow.follow_payment)
    get_figures = reads(daily_stats.get_figures)

    preview_refund = reads(refund_payment.preview_refund)
    refund_payment = calls(refund_payment.refund_payment)
    ask_refund = writes(two_persons.ask_refund)
    list_approvals = reads(two_persons.list_approvals)
    approve = calls(two_persons.approve)
    refuse_approval = writes(two_persons.refuse_approval)
    withdraw_approval = writes(two_persons.withdraw_approval)
    list_for_review = reads(lists.list_for_review)
    ask_bank = calls(resolve_payment.ask_bank)
    settle_review = calls(resolve_payment.resolve_payment)
    settle_refund = calls(resolve_refund.resolve_refund)
    look_at_stray = calls(restore_orphan.look_at_orphan)
    restore_payment = calls(restore_orphan.restore_orphan)

    list_register_profiles = calls(statements.list_register_profiles)
    take_register = calls(take_statement.take_statement)
    list_registers = reads(statements.list_registers)
    list_operations = reads(statements.list_operations)
    list_unmatched = reads(statements.list_unmatched)
    get_operation = reads(statements.get_operation)
    assign_operation = calls(assign.assign_operation)
    release_operation = calls(assign.release_operation)

    list_reconciliations = reads(reports.list_reconciliations)
    get_reconciliation = reads(reports.get_reconciliation)
    reconcile_day = writes(reconcile_day)

    remember_accounts = consumes(AccountsChanged, accounts.remember_accounts)
    remember_owner = consumes(OwnerChanged, owner_terms.remember_owner)
    forget_payer = consumes(CabinetDeleted, retention.forget_payer)
    remember_lines = consumes(LedgerPosted, ledger_lines.remember_lines)

    ask_about_unfinished = runs(poll.ask_about_unfinished, every_seconds=5)
    count_waiting = runs(count_waiting, every_seconds=30)
    reconcile_due = runs(reconcile_due, every_seconds=300)
    forget_old = runs(retention.forget_old, every_seconds=3600)

    @property
    def dependencies(self) -> Dependencies:
        return _dependencies(self.database)


@lru_cache(maxsize=1)
def _dependencies(database: Database) -> Dependencies:
    """One for the process and its database. nameko makes a service object for every piece of work; the connections to
    the bank are kept over all of them."""
    settings = load(Settings)
    return Dependencies(bank_of(settings), settings)
