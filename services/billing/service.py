"""The nameko service: each method names its use case or its query."""

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.bindings import consumes, reads, runs, writes
from chassis.service.declarations import serves
from chassis.settings import load
from contracts import billing as c
from contracts.access import ACCESS
from contracts.notifications import DeliveryChosen
from contracts.payments import PaymentRefunded, PaymentSucceeded
from contracts.readings import MeterActRecorded, ReadingRecorded, ReadingsSupplyChecked, ReadingWithdrawn
from contracts.registers import CreditReceived, CreditReleased
from intake.package_answers import ANSWERS as PACKAGE_ANSWERS
from services.billing import account_acts as acts
from services.billing import other_debts
from services.billing.accounts import paper_wishes
from services.billing.acts import copying as meter_acts
from services.billing.approvals import deciding as approvals
from services.billing.bills import explaining, listing, paper, previewing
from services.billing.corrections import posting as corrections
from services.billing.debtors import batches as notice_batches
from services.billing.debtors import listing as debt_list
from services.billing.debtors import working
from services.billing.importing import packages
from services.billing.ledger import announcing, channels, credit_list, news, payments, staff, timeline
from services.billing.metering import copying
from services.billing.notices import agreements, case_status, issuing, steps
from services.billing.owners import changing, former_payments, terms, watchlists
from services.billing.payouts import listing as payout_lists
from services.billing.payouts import orders, transfers
from services.billing.queries import (
    account_card,
    consumption,
    debtors,
    first_day,
    overviews,
    penalty_forecast,
    recalculations,
    search,
    settlements,
)
from services.billing.rates import listing as rates
from services.billing.reports import asking as reports
from services.billing.reports import making
from services.billing.run import preview, pricing, publication, recalculated, report, rows, start, work
from services.billing.settings import BillingSettings


@serves(c.BillingRpc, access=ACCESS["billing"], ready={**ANSWERS, **PACKAGE_ANSWERS})
class BillingService:
    """billing: personal accounts, charges, the ledger, bills, notices."""

    name = "billing"
    database = Database()
    clock = Clock()

    @property
    def dependencies(self) -> BillingSettings:
        settings: BillingSettings = load(BillingSettings)
        return settings

    get_overviews = reads(overviews.get_overviews)
    forecast_penalty = reads(penalty_forecast.forecast_penalty)
    list_bills = reads(listing.list_bills)
    list_revisions = reads(listing.list_revisions)
    get_bill = reads(listing.get_bill)
    explain_bill = reads(explaining.explain_bill)
    check_bill = reads(listing.check_bill)
    list_credits = reads(credit_list.list_credits)
    list_settlements = reads(settlements.list_settlements)
    list_account_recalculations = reads(recalculations.list_account_recalculations)
    get_timeline = reads(timeline.get_timeline)
    get_consumption = reads(consumption.get_consumption)
    price_volumes = reads(pricing.price_volumes)

    run_period = writes(start.start_run)
    publish_period = writes(publication.publish_period)
    ask_publication = writes(publication.ask_publication)
    get_run = writes(report.get_run)
    preview_run = reads(preview.preview_run)
    list_run_rows = reads(rows.list_run_rows)
    preview_recalculations = reads(recalculated.preview_recalculations)
    list_recalculations = reads(recalculated.list_recalculations)
    list_revisions_of_run = reads(recalculated.list_revisions_of_run)
    preview_bill = reads(previewing.preview_bill)
    list_rates = reads(rates.list_rates)

    post_correction = writes(corrections.post_correction)
    preview_correction = reads(corrections.preview_correction)
    undo_correction = writes(corrections.undo_correction)
    list_corrections = reads(corrections.list_corrections)
    preview_undo = reads(corrections.preview_undo)
    ask_correction = writes(corrections.ask_correction)
    ask_undo = writes(corrections.ask_undo)
    list_approvals = reads(approvals.list_approvals)
    approve = writes(approvals.approve)
    refuse_approval = writes(approvals.refuse_approval)
    withdraw_approval = writes(approvals.withdraw_approval)
    request_payout = writes(orders.request_payout)
    approve_payout = writes(orders.approve_payout)
    record_payout = writes(orders.record_payout)
    refuse_payout = writes(orders.refuse_payout)
    list_payouts = reads(payout_lists.list_payouts)
    export_payouts = reads(payout_lists.export_payouts)
    transfer_payment = writes(transfers.transfer_payment)
    change_owner = writes(changing.change_owner)
    list_owners = reads(terms.list_owners)
    post_former_payment = writes(former_payments.post_former_payment)
    list_renamed = reads(watchlists.list_renamed)
    list_closed_accounts = reads(watchlists.list_closed_accounts)
    post_credit = writes(staff.post_credit)
    set_other_debts = writes(other_debts.set_other_debts)
    get_first_day = reads(first_day.get_first_day)
    start_report = writes(reports.start_report)
    list_reports = reads(reports.list_reports)
    get_report = reads(reports.get_report)
    list_report_rows = reads(reports.list_report_rows)
    list_paper_bills = reads(paper.list_paper_bills)
    start_printing = writes(paper.start_printing)
    get_printing = reads(paper.get_printing)
    find_accounts = reads(search.find_accounts)
    get_account_card = reads(account_card.get_account_card)

    record_act = writes(acts.record_act)
    cancel_act = writes(acts.cancel_act)
    list_acts = reads(acts.list_acts)

    issue_notice = writes(issuing.issue_notice)
    send_notice = writes(issuing.send_notice)
    record_step = writes(steps.record_step)
    record_agreement = writes(agreements.record_agreement)
    get_restriction = reads(case_status.get_restriction)
    list_debtors = reads(debtors.list_debtors)
    list_debts = reads(debt_list.list_debts)
    export_debts = writes(debt_list.export_debts)
    refresh_debts = writes(debt_list.refresh_debts)
    start_notices = writes(notice_batches.start_notices)
    confirm_notices = writes(notice_batches.confirm_notices)
    withdraw_notices = writes(notice_batches.withdraw_notices)
    get_notices = reads(notice_batches.get_notices)
    list_notice_batches = reads(notice_batches.list_notice_batches)
    list_notice_items = reads(notice_batches.list_notice_items)

    credit_payment = consumes(PaymentSucceeded, payments.credit_payment)
    debit_refund = consumes(PaymentRefunded, payments.debit_refund)
    credit_operation = consumes(CreditReceived, channels.credit_operation)
    release_operation = consumes(CreditReleased, channels.release_operation)
    copy_reading = consumes(ReadingRecorded, copying.record)
    withdraw_reading = consumes(ReadingWithdrawn, copying.withdraw)
    record_delivery = consumes(DeliveryChosen, paper_wishes.record_choice)
    copy_meter_act = consumes(MeterActRecorded, meter_acts.record_meter_act)
    hear_check = consumes(ReadingsSupplyChecked, packages.hear_check)

    announce_debts = runs(announcing.announce_debts, every_seconds=1)
    publish_news = runs(news.publish_news, every_seconds=2)
    make_reports = runs(making.make_reports, every_seconds=1)
    work_notices = runs(working.work_notices, every_seconds=1)
    work_runs = runs(work.work_runs, every_seconds=1)
    load_packages = runs(packages.load_packages, every_seconds=1, limit=packages.LOAD_SECONDS)
