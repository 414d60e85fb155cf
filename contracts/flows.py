"""Which services consume which event: the whole event topology of the system in one table."""

from contracts import auth, billing, feedback, notifications, payments, readings, registers
from contracts.wire import Event

CONSUMERS: dict[type[Event], tuple[str, ...]] = {
    auth.UserRegistered: ("notifications",),
    auth.RegistrationRepeated: ("notifications",),
    auth.UserActivated: ("notifications",),
    auth.PasswordReset: ("notifications",),
    auth.PasswordChanged: ("notifications",),
    auth.CabinetDeleted: ("notifications",),
    auth.EmailChangeRequested: ("notifications",),
    auth.EmailChanged: ("notifications",),
    auth.AccountLinked: ("notifications",),
    auth.AccountUnlinked: ("notifications",),
    billing.AccountsChanged: ("auth", "payments", "readings"),
    billing.OwnerChanged: ("auth", "payments", "readings"),
    billing.BillPublished: ("auth", "readings", "notifications"),
    billing.LedgerPosted: ("payments",),
    billing.RestrictionNoticeIssued: ("notifications",),
    billing.DebtsChanged: ("notifications",),
    readings.ReadingRecorded: ("billing", "notifications"),
    readings.ReadingWithdrawn: ("billing", "notifications"),
    readings.MeterActRecorded: ("billing",),
    readings.MetersChanged: ("notifications",),
    billing.BillingSupplyChecked: ("readings",),
    readings.ReadingsSupplyChecked: ("billing",),
    payments.PaymentSucceeded: ("billing", "readings", "notifications"),
    payments.PaymentFailed: ("notifications",),
    payments.PaymentRefunded: ("billing", "notifications"),
    registers.CreditReceived: ("billing",),
    registers.CreditReleased: ("billing",),
    registers.BankReadingsReceived: ("readings",),
    registers.BankReadingsReleased: ("readings",),
    notifications.ActivationExpired: ("auth",),
    notifications.DeliveryChosen: ("billing",),
    feedback.AppealAnswered: ("notifications",),
}
