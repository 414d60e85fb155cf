"""The rules of charging, pure: numbers and frozen values in and out, no I/O, no clock. Sources: ПП РФ 354, ЖК РФ.

Money is whole kopecks (int), volumes are whole kWh (int; negative is a credit), periods are `YYYY-MM`. Every number
that the law may change comes in a `Policy`. Errors: `errors.BadInputError(field, remedy)`.

    policy.policy_at(editions, period or day) -> Policy       editions: policy.json or the accountant's rows
    policy.PolicyCalendar(load_editions)(day) -> Policy
    tariffs.Tariff(prices={zone: (kopecks of tier 1, ...)}, limits=(kWh, ...))    .widened(heating_tier_factor)
    charges.metered([Register(zone, previous, current, estimated)], digits, tariff, vat_percent, months=1) -> Charge
    charges.price({zone: kWh}, tariff, vat_percent, method, used=0) -> Charge     average, replacement, failure, check
    charges.by_norm(kWh, tariff, vat_percent, multiplier) -> Charge
    averages.estimate({zone: [kWh, oldest first]}, month_without_readings, policy) -> {zone: kWh} | None (= norm)
    charge.charging.charge(AccountInput, RateBook) -> Outcome
    charge.days.day_spans(AccountInput, RateBook) -> [DaySpan]
    acts.refusal / tampering / quality: what acts do to a charge
    averages.average([kWh], policy) -> int | None
    norms.norm_for(table, stove, rooms, persons) -> Decimal   norms.kwh(norm, persons, days, of_days) -> int
    norms.kwh_by_spells([(norm, persons, days)], of_days) -> int
    volumes.consumed / since_estimates / between_checked / most_kwh / kwh_of / replaced / day_share
    vat.included(amount, percent) -> int
    balance.close(opening, charged, recalculated, paid) -> Balance   balance.paid_for_bill(payments, published, next)
    due_dates.bill_day / due_day   periods.days_in / next_period / ...
    penalties.penalty(debt, due, [(day, kopecks)], as_of, policy_on) -> int
    restriction.grounds / threshold / deadline / stage / NEXT   instalments.required / state
    decomposition.explain(BillFacts before, BillFacts after) -> tuple[Part, ...]   the parts add up to the kopeck

The failed meter of B31: `consumed(...) + day_share(average, 20, 30)`, priced once. A charge's `amount` is the sum of
its lines' `amount` and `excess`; VAT is contained in it.
"""
