"""What the search of the desk finds of accounts: one by its name, things by their numbers."""

from datetime import date

from contracts import billing
from tests.support.scripted.people import ADDRESSES, FLAT


def accounts(request: billing.AccountQuery) -> billing.AccountsFound:
    first = "180111112" if request.after is None else "180111120"
    found = billing.AccountFound(
        account_number=first, full_name="Иванова Анна Петровна", address=ADDRESSES[FLAT], due_kopecks=123_456
    )
    numbered = [
        billing.NumberedThing(
            kind=kind,
            account_number=first,
            full_name=found.full_name,
            address=found.address,
            number=number,
            period=period,
        )
        for kind, number, period in (("meter", "011482339", None), ("bill", "7K3M-Q9PX-2B4D", "2026-10"))
        if number == request.text
    ]
    more = request.after is None
    return billing.AccountsFound(
        accounts=[] if numbered else [found], more=more, next=f"b{first}" if more else None, numbered=numbered
    )


def card() -> billing.AccountCard:
    return billing.AccountCard(
        account_number=FLAT,
        full_name="Иванова Анна Петровна",
        address=ADDRESSES[FLAT],
        tariff_group="city_gas",
        group_title="городское население, газовая плита",
        stove="gas",
        rooms=2,
        persons=3,
        heating=False,
        multiplier="1.5",
        multiplier_ground="счётчик не установлен",
        managing_company="ООО «Управдом»",
        norm="90.5",
        tariff=[
            billing.ZoneTariff(zone="day", prices=[724, 1012]),
            billing.ZoneTariff(zone="night", prices=[402, 560]),
        ],
        tier_limits=[3900, 6000],
        office="Калужский участок",
        office_address="г. Калуга, ул. Ленина, д. 1",
        office_phones="(4842) 70-00-00",
        opened_on=date(2015, 4, 1),
        closed_on=None,
        unified_account="70АА123456",
    )
