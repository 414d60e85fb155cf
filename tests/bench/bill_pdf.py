"""Bills by the printer against plain WeasyPrint, in one run, on one core, by processor time."""

import resource
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from typing import Any

from weasyprint import HTML

from contracts.bill import BillSnapshot
from services.billing.printer import layout
from services.billing.printer.bill_view import bill_view
from services.billing.printer.press import BILLS, Press
from tests.bench.table import Row
from tests.support.printed_bills import bill

PLAIN_BILLS, OUR_BILLS, MANY = 12, 600, 10_000
MIB_A_KIB = 1 / 1024
TOWN: tuple[dict[str, Any], ...] = (
    {},
    {"zones": 2},
    {"zones": 3},
    {"meters": 0, "excess": 87360},
    {"opening": -500000, "paid": 0},
    {"debtor": True},
)


def town() -> Iterator[BillSnapshot]:
    """Bills of all kinds, each another account and another sum."""
    for number, draft in enumerate(cycle(TOWN)):
        account = f"18{number % 10_000_000:07}"
        yield bill(**({"opening": 1000 + number} | draft), name=f"Иванов Пётр {number}", account=account)


def plain(snapshot: BillSnapshot, fonts: str) -> bytes:
    """One `write_pdf` a bill, nothing shared."""
    html = layout.environment().get_template(BILLS[1]).render(bill_view(snapshot))
    if fonts == "system":
        html = html.replace("@font-face", "@unused").replace('"Bill Sans', '"DejaVu Sans')
        return bytes(HTML(string=html).write_pdf())
    return bytes(HTML(string=html, base_url=layout.FONTS.as_uri() + "/").write_pdf())


def rows() -> list[Row]:
    system = _seconds(lambda one: plain(one, "system"), PLAIN_BILLS)
    bundled = _seconds(lambda one: plain(one, "bundled"), PLAIN_BILLS)
    press = Press()
    list(press.bills(islice(town(), len(TOWN))))
    ours = _seconds(press.bill, OUR_BILLS)
    cold = _seconds(lambda one: Press().bill(one), len(TOWN))
    before, after, largest = _memory_of_many(press)
    return [
        Row("bill PDF", _ms(ours), "plain WeasyPrint, system fonts", _ms(system), system / ours, ">= 10"),
        Row("bill PDF", _ms(ours), "plain WeasyPrint, our small fonts", _ms(bundled), bundled / ours, ">= 5"),
        Row("first bill of a shape", _ms(cold), "plain WeasyPrint, system fonts", _ms(system), system / cold),
        Row(
            f"memory over {MANY} bills",
            f"{after:.0f} MiB, largest file {largest / 1024:.0f} KiB",
            f"after {OUR_BILLS}",
            f"{before:.0f} MiB",
            after / before,
            "<= 1.05",
        ),
    ]


def _memory_of_many(press: Press) -> tuple[float, float, int]:
    before, largest = _peak(), 0
    for pdf in press.bills(islice(town(), MANY)):
        largest = max(largest, len(pdf))
    return before, _peak(), largest


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MIB_A_KIB


def _seconds(make: Callable[[BillSnapshot], bytes], count: int) -> float:
    snapshots = list(islice(town(), count))
    begun = time.process_time()
    for snapshot in snapshots:
        make(snapshot)
    return (time.process_time() - begun) / count


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"
