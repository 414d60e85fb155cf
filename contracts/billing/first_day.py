"""What a supplier has loaded so far, for the page that leads through the first day."""

from contracts.wire import Count, Message, Period


class FirstDay(Message):
    """Counts of what is there, and the first examples of what is missing for the first bills."""

    offices: Count
    tariff_groups: Count
    norms: Count
    accounts: Count
    meters: Count
    readings: Count
    opening_balances: Count
    """Accounts with an opening balance; all once bills are out."""
    bills: Count
    """At most 100 000."""
    districts_without_office: list[str]
    groups_without_tariff: list[str]
    """Tariff groups of accounts for which nothing is loaded."""
    homes_without_norm: list[str]
    """Stove, rooms and persons of accounts for which no norm is loaded."""
    without_meter: Count
    """Open accounts; they are charged by the norm."""
    without_opening: list[str]
    """Open accounts without any entry in their ledger: their debt was taken for nothing."""
    closed_month: Period | None
    """The last month that is closed for anybody: the first run is of the next one."""
