"""Bills that former releases have stored: each is read and printed as it was (ADR 5).

`stored_bills/NAME.json` is a bill as a release stored it, `NAME.txt` and `NAME.large.txt` what its forms say. All are a
record: a change of code never changes them. A new version of the snapshot, and a new shape, gets a bill of its own.
"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from contracts.bill import BillSnapshot
from services.billing.bills.snapshots import SNAPSHOT_VERSION, UPCASTERS, dump, read
from services.billing.printer.press import Press

STORED = Path(__file__).parent / "stored_bills"
NAMES = sorted(path.stem for path in STORED.glob("*.json"))

press = Press()


def _stored(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((STORED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def _bill(name: str) -> BillSnapshot:
    stored = _stored(name)
    return read(stored["snapshot_version"], stored["snapshot"], stored["supplier"])


def _without_additions(current: Any, stored: Any) -> Any:
    """What is written now, less the optional fields that came after the bill was stored."""
    if isinstance(stored, dict):
        return {name: _without_additions(current[name], value) for name, value in stored.items()}
    if isinstance(stored, list) and len(stored) == len(current):
        return [_without_additions(one, other) for one, other in zip(current, stored, strict=True)]
    return current


def _said(pdf: bytes) -> str:
    """What a file says, line by line."""
    pages = [page.extract_text().splitlines() for page in PdfReader(io.BytesIO(pdf)).pages]
    return "\n\n".join("\n".join(" ".join(line.split()) for line in page) for page in pages) + "\n"


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_bill_is_printed_as_it_was(name: str) -> None:
    assert _said(press.bill(_bill(name))) == (STORED / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("golden", sorted(STORED.glob("*.large.txt")), ids=lambda path: path.stem)
def test_its_large_print_is_what_it_was(golden: Path) -> None:
    assert _said(press.large_bill(_bill(golden.name.split(".")[0]))) == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_reading_a_bill_changes_nothing_of_what_it_said(name: str) -> None:
    stored = _stored(name)
    bill = _bill(name)
    current = json.loads(dump(bill)) | {"issued_at": stored["snapshot"]["issued_at"]}
    assert _without_additions(current, stored["snapshot"]) == stored["snapshot"]
    assert read(SNAPSHOT_VERSION, json.loads(dump(bill)), stored["supplier"]) == bill


def test_every_version_has_a_golden_bill_and_a_way_up() -> None:
    assert {_stored(name)["snapshot_version"] for name in NAMES} == set(range(1, SNAPSHOT_VERSION + 1))
    assert set(UPCASTERS) == set(range(1, SNAPSHOT_VERSION))


def test_a_bill_of_a_later_release_is_refused_by_name() -> None:
    stored = _stored(NAMES[0])
    with pytest.raises(KeyError, match=f"version {SNAPSHOT_VERSION + 1}"):
        read(SNAPSHOT_VERSION + 1, stored["snapshot"], stored["supplier"])
