"""The nameko service: each method is bound to its use case."""

from chassis.clock import Clock
from chassis.database.sessions import Database
from chassis.service.administration import ANSWERS
from chassis.service.bindings import consumes, reads, runs, writes
from chassis.service.declarations import serves
from contracts import readings as c
from contracts.access import ACCESS
from contracts.billing import AccountsChanged, BillingSupplyChecked, BillPublished, OwnerChanged
from contracts.payments import PaymentSucceeded
from contracts.registers import BankReadingsReceived, BankReadingsReleased
from intake.package_answers import ANSWERS as PACKAGE_ANSWERS
from services.readings import daily_stats
from services.readings.acts import cancel_act, listing, record_act
from services.readings.history import bank_given, passports, remember_bill, withdraw
from services.readings.importing import packages
from services.readings.meters import announce_meters, owner_terms, remember_closings, show_meters
from services.readings.submission import check, control, record_bank, record_payment, submit


@serves(c.ReadingsRpc, access=ACCESS["readings"], ready={**ANSWERS, **PACKAGE_ANSWERS})
class ReadingsService:
    """readings: meters, what was read from them and how, and what became of it."""

    name = "readings"
    database = Database()
    clock = Clock()

    get_meters = reads(show_meters.get_meters)
    check_readings = reads(check.check_readings)
    submit_readings = writes(submit.submit_readings)
    record_told_readings = writes(submit.record_told_readings)
    list_readings = reads(passports.list_readings)
    list_paid_with = reads(passports.list_paid_with)
    list_bank_readings = reads(bank_given.list_bank_readings)
    list_sent_without_payment = reads(passports.list_sent)
    check_control_reading = reads(control.check_control_reading)
    record_control_reading = writes(control.record_control_reading)
    withdraw_reading = writes(withdraw.withdraw_reading)
    record_meter_act = writes(record_act.record_meter_act)
    cancel_meter_act = writes(cancel_act.cancel_meter_act)
    list_meter_acts = reads(listing.list_meter_acts)
    get_figures = reads(daily_stats.get_figures)

    record_paid_reading = consumes(PaymentSucceeded, record_payment.record_payment)
    record_bank_readings = consumes(BankReadingsReceived, record_bank.record_bank_readings)
    release_bank_readings = consumes(BankReadingsReleased, record_bank.release_bank_readings)
    remember_bill = consumes(BillPublished, remember_bill.remember_bill)
    remember_closings = consumes(AccountsChanged, remember_closings.remember_closings)
    remember_owner = consumes(OwnerChanged, owner_terms.remember_owner)
    hear_check = consumes(BillingSupplyChecked, packages.record_check)

    announce_meters = runs(announce_meters.announce_meters, every_seconds=1)
    load_packages = runs(packages.load_packages, every_seconds=1, limit=packages.WHOLE_TOWN)
