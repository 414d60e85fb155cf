"""The methods by which accountants move money: corrections, payouts, transfers, and what needs a second person."""

from typing import Protocol

from contracts.approvals import Approval, ApprovalRef, KeepsApprovals
from contracts.billing.desk import (
    Correction,
    CorrectionEffect,
    CorrectionList,
    CorrectionUndo,
    PublicationWish,
)
from contracts.billing.payouts import (
    PaymentTransfer,
    Payout,
    PayoutExport,
    PayoutFile,
    PayoutPaid,
    PayoutRef,
    PayoutRefused,
    PayoutRequest,
    Payouts,
    PayoutsQuery,
    TransferDone,
)
from contracts.billing.screens import Timeline
from contracts.methods import allows, refuses, staff
from contracts.roles import ACCOUNTANTS
from contracts.wire import AccountRef


class MovesMoney(KeepsApprovals, Protocol):
    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("not_calculated")
    def ask_publication(self, request: PublicationWish) -> Approval: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("approval_not_found", "approval_not_possible", "not_calculated", "not_ready")
    def approve(self, request: ApprovalRef) -> Approval: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("approval_needed")
    def post_correction(self, request: Correction) -> Timeline: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses()
    def ask_correction(self, request: Correction) -> Approval: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def preview_correction(self, request: Correction) -> CorrectionEffect: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("approval_needed")
    def undo_correction(self, request: CorrectionUndo) -> CorrectionEffect: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def preview_undo(self, request: CorrectionUndo) -> CorrectionEffect: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses()
    def ask_undo(self, request: CorrectionUndo) -> Approval: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_corrections(self, request: AccountRef) -> CorrectionList: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("payout_not_possible")
    def request_payout(self, request: PayoutRequest) -> Payout: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("payout_not_found", "payout_not_possible")
    def approve_payout(self, request: PayoutRef) -> Payout: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("payout_not_found", "payout_not_possible")
    def record_payout(self, request: PayoutPaid) -> Payout: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("payout_not_found", "payout_not_possible")
    def refuse_payout(self, request: PayoutRefused) -> Payout: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def list_payouts(self, request: PayoutsQuery) -> Payouts: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses()
    def export_payouts(self, request: PayoutExport) -> PayoutFile: ...

    @allows(staff(ACCOUNTANTS, confirmed=True))
    @refuses("transfer_not_possible")
    def transfer_payment(self, request: PaymentTransfer) -> TransferDone: ...
