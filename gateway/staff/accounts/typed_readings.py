"""What both forms have in which staff write readings down: the page's data, and the facts before they are recorded."""

from typing import Any

from contracts.billing import Overviews
from contracts.readings import CheckedZone, CheckResult
from contracts.wire import AccountRefs
from gateway.backend.pricing import price
from gateway.backend.rpc import Answer, Round, services
from gateway.http.forms.form import Form
from gateway.http.forms.reading_fields import READINGS
from gateway.staff.accounts.account import known_shape
from gateway.staff.accounts.meters import chosen, in_use
from gateway.words.price import price_in_words
from gateway.words.zones import title
from wording.accounts import account
from wording.numbers import figure, grouped


def page_data(number: str, form: Form, serial: str | None) -> dict[str, Any]:
    """What the template of either form needs: the meters, the chosen one, what billing counts from, the fields."""
    refs = AccountRefs(account_numbers=[known_shape(number)])
    with Round() as ask_:
        found = ask_(services().readings.get_meters, refs)
        overviews = ask_(services().billing.get_overviews, refs)
    meters = in_use(found.value.accounts[0])
    return {
        "number": number,
        "account": found.value.accounts[0],
        "meter": chosen(meters, serial),
        "meters": meters,
        "overview": overviews.or_none.accounts[0] if overviews.or_none else None,
        "form": form,
        "fields": READINGS,
    }


def facts_of(number: str, checked: CheckResult, overviews: Answer[Overviews]) -> list[tuple[str, str]]:
    """Whose meter, which steps, and the money that they mean."""
    home = [("Адрес", overviews.or_none.accounts[0].address)] if overviews.or_none else []
    cost = price(number, checked)
    return [
        ("Лицевой счёт", account(number)),
        *home,
        ("Счётчик", f"№ {checked.serial}"),
        *[(title(zone.zone).capitalize(), _step(zone, checked.decimals)) for zone in checked.zones],
        *([("В счёте", " ".join(price_in_words(cost)))] if cost else []),
    ]


def _step(zone: CheckedZone, decimals: int) -> str:
    """`было 12 840, стало 12 900: +60 кВт·ч`."""
    sign = "+" if zone.volume > 0 else "\N{MINUS SIGN}" if zone.volume < 0 else ""
    through_zero = ", через ноль" if zone.rolled_over else ""
    before, now = figure(zone.previous, decimals), figure(zone.current, decimals)
    return f"было {before}, стало {now}: {sign}{grouped(abs(zone.volume))} кВт·ч{through_zero}"


def button_of(checked: CheckResult) -> str:
    """Names what is done in spite of doubts."""
    return "Всё равно записать" if checked.verdict == "needs_confirmation" else "Записать показания"


def doubts_of(checked: CheckResult) -> list[str]:
    """What is asked about before it is recorded."""
    return [finding.message for finding in checked.findings if finding.severity != "error"]
