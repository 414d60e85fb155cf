"""The methods of the list of debtors, and of notices to many of them."""

from typing import Protocol

from contracts.billing.debt_list import (
    DebtExport,
    DebtList,
    DebtListQuery,
    DebtRefresh,
    NoticeBatch,
    NoticeBatches,
    NoticeBatchRef,
    NoticeBatchRequest,
    NoticeItems,
    NoticeItemsQuery,
)
from contracts.billing.reports import Report
from contracts.methods import allows, refuses, staff
from contracts.roles import ACCOUNTANTS
from contracts.wire import Nothing


class KeepsDebts(Protocol):
    @allows(staff())
    @refuses()
    def list_debts(self, request: DebtListQuery) -> DebtList: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def export_debts(self, request: DebtExport) -> DebtList: ...

    @allows(staff())
    @refuses()
    def refresh_debts(self, request: DebtRefresh) -> Report: ...

    @allows(staff(ACCOUNTANTS))
    @refuses()
    def start_notices(self, request: NoticeBatchRequest) -> NoticeBatch: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("batch_not_found", "batch_not_possible")
    def confirm_notices(self, request: NoticeBatchRef) -> NoticeBatch: ...

    @allows(staff(ACCOUNTANTS))
    @refuses("batch_not_found", "batch_not_possible")
    def withdraw_notices(self, request: NoticeBatchRef) -> NoticeBatch: ...

    @allows(staff())
    @refuses("batch_not_found")
    def get_notices(self, request: NoticeBatchRef) -> NoticeBatch: ...

    @allows(staff())
    @refuses()
    def list_notice_batches(self, request: Nothing) -> NoticeBatches: ...

    @allows(staff())
    @refuses("batch_not_found")
    def list_notice_items(self, request: NoticeItemsQuery) -> NoticeItems: ...
