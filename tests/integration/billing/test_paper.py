"""Bills on paper: whom they go to, in which order, and the printing of a month that may be interrupted."""

import csv
import io
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from contracts.billing import BillPublished, PaperQuery, RunRequest
from contracts.notifications import DeliveryChosen
from services.billing.bills import paper
from services.billing.bills.postal_order import postal_key
from services.billing.printer import commands
from services.billing.printer.paper_press import PaperPress
from services.billing.printer.press import Press
from services.billing.printer.settings import PrinterSettings
from tests.support.billing_town import BARE, ONE, TWO, Town, account

pytestmark = pytest.mark.req("M4.2.2", "S2", "S15")
OCTOBER = RunRequest(period="2026-10")


def chosen(number: str, wants: bool, day: int = 1) -> DeliveryChosen:
    moment = datetime(2026, 11, day, tzinfo=UTC)
    return DeliveryChosen(account_number=number, email_bill=True, paper_bill=wants, chosen_at=moment)


def hear(town: Town, *events: DeliveryChosen) -> None:
    for event in events:
        with town.database.transaction() as session:
            town.billing.record_delivery(event, session)


def numbers(town: Town) -> list[str]:
    return [bill.account_number for bill in town.billing.list_paper_bills(PaperQuery(period="2026-10")).bills]


def published(town: Town) -> Town:
    town.run()
    town.publish()
    return town


def settings(town: Town, folder: Path) -> PrinterSettings:
    address = str(town.database.engine.url.render_as_string(hide_password=False))
    return PrinterSettings(amqp_url="amqp://nobody", database_url=address, print_folder=str(folder))


def asked(**more: Any) -> Namespace:
    return Namespace(**{"period": "2026-10", "district": None, "folder": None, "workers": 1, "one_sided": True} | more)


def test_paper_goes_to_everybody_who_has_not_refused_it(town: Town) -> None:
    hear(town, chosen(ONE, False))
    published(town)
    assert numbers(town) == [TWO, BARE]
    bodies = town.rows("select body from outbox where type = :type", type=BillPublished.TYPE)
    heard = [BillPublished.model_validate_json(row[0]) for row in bodies]
    events = {event.account_number: event.paper for event in heard}
    assert events == {ONE: False, TWO: True, BARE: True}
    assert (town.overview(ONE).paper_bill, town.overview(TWO).paper_bill) == (False, True)
    town.rows("update accounts set paper = true where number = :one returning number", one=ONE)
    assert numbers(town) == [ONE, TWO, BARE], "who asked the supplier for paper gets it"


def test_the_last_choice_counts_in_whatever_order_the_events_come(town: Town) -> None:
    published(town)
    hear(town, chosen(ONE, False, day=3), chosen(ONE, True, day=2))
    assert ONE not in numbers(town)
    hear(town, chosen(ONE, True, day=4))
    assert ONE in numbers(town)


def test_the_list_has_what_a_delivery_firm_needs_and_comes_in_pages(town: Town) -> None:
    published(town)
    page = town.billing.list_paper_bills(PaperQuery(period="2026-10", limit=2))
    assert (len(page.bills), page.more) == (2, True)
    first, bill = page.bills[0], town.bill(ONE)
    assert (first.full_name, first.address) == (bill.subscriber.full_name, bill.subscriber.address)
    assert (first.total_kopecks, first.due_on, first.revision) == (bill.total_kopecks, bill.due_on, 1)
    rest = town.billing.list_paper_bills(PaperQuery(period="2026-10", after=page.bills[-1].account_number))
    assert [one.account_number for one in rest.bills] == [BARE]
    assert town.billing.list_paper_bills(PaperQuery(period="2026-10", district="999")).bills == []


def test_the_postman_walks_by_postcode_street_house_and_flat() -> None:
    walk = [
        "248000, г. Калуга, ул. Ленина, д. 2, кв. 1",
        "248000, г. Калуга, ул. Ленина, д. 2, кв. 10",
        "248000, г. Калуга, ул. Ленина, д. 2а, кв. 2",
        "248000, г. Калуга, ул. Ленина, д. 15, кв. 9",
        "248001, г. Калуга, ул. Абрикосовая, д. 1",
    ]
    assert sorted([*walk[3:], *walk[:3]], key=postal_key) == walk
    assert postal_key("ул. Озёрная") == postal_key("УЛ.  озерная")


def test_a_months_bills_become_one_file_in_postal_order(town: Town, tmp_path: Path) -> None:
    places = {ONE: "кв. 10", TWO: "кв. 9", BARE: "кв. 2"}
    for number, flat in places.items():
        address = f"248000, г. Калуга, ул. Кирова, д. 1, {flat}"
        move = "update accounts set address = :address where number = :number returning number"
        town.rows(move, address=address, number=number)
    published(town)
    assert commands._print_bills(settings(town, tmp_path), asked()) == 0
    job = town.billing.get_printing(OCTOBER)
    assert (job.state, job.bills_total, job.bills_done, job.files) == ("printed", 3, 3, ["bills-2026-10-0001.pdf"])
    pages = PdfReader(io.BytesIO((tmp_path / job.files[0]).read_bytes())).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    assert [number for text in texts for number in places if f"(180){number[3:]}" in text] == [BARE, TWO, ONE]
    with (tmp_path / "bills-2026-10.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["account_number"] for row in rows] == [ONE, TWO, BARE]
    assert rows[0]["due_on"] == "2026-11-16" and rows[0]["address"].endswith("кв. 10")


def test_each_bill_begins_on_a_front_side(town: Town, tmp_path: Path) -> None:
    published(town)
    assert commands._print_bills(settings(town, tmp_path), asked(one_sided=False)) == 0
    assert len(PdfReader(io.BytesIO((tmp_path / "bills-2026-10-0001.pdf").read_bytes())).pages) == 6


def test_an_interrupted_printing_goes_on_with_the_part_that_is_left(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(town)
    monkeypatch.setattr(paper, "PART", 1)
    assert town.billing.start_printing(OCTOBER).parts_total == 3
    press = PaperPress(
        database=town.database,
        clock=town.clock,
        folder=tmp_path,
        period="2026-10",
        scope="",
        front_sides=False,
        press=Press(),
    )
    parts = press.work()
    assert next(parts) == (1, [])
    parts.close()
    assert (town.billing.get_printing(OCTOBER).parts_done, town.billing.start_printing(OCTOBER).parts_done) == (1, 1)
    made = (tmp_path / "bills-2026-10-0001.pdf").stat().st_mtime_ns
    assert commands._print_bills(settings(town, tmp_path), asked()) == 0
    assert (tmp_path / "bills-2026-10-0001.pdf").stat().st_mtime_ns == made, "what is printed is not printed again"
    assert town.billing.get_printing(OCTOBER).parts_done == 3
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


def test_one_bill_that_cannot_be_printed_stops_no_other(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    published(town)
    plain = Press.bill

    def broken(press: Press, bill: Any) -> bytes:
        if bill.subscriber.account_number == TWO:
            raise ValueError("no glyph")
        return plain(press, bill)

    monkeypatch.setattr(Press, "bill", broken)
    assert commands._print_bills(settings(town, tmp_path), asked()) == commands.FAILED
    assert f"not printed: {TWO}" in capsys.readouterr().out
    assert len(PdfReader(io.BytesIO((tmp_path / "bills-2026-10-0001.pdf").read_bytes())).pages) == 2


def test_without_a_folder_nothing_is_printed(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    bare = settings(town, Path("x")).model_copy(update={"print_folder": None})
    assert commands._print_bills(bare, asked()) == 2
    assert "PRINT_FOLDER" in capsys.readouterr().err


def test_no_published_month_prints_nothing(town: Town, tmp_path: Path) -> None:
    town.load(accounts=[account("180111119")])
    assert commands._print_bills(settings(town, tmp_path), asked()) == 0
    assert town.billing.get_printing(OCTOBER).state == "absent"
