"""The files that settings name: a wrong one stops the start with the field and the remedy."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.limits import load_limits
from contracts.setting_files import usable
from contracts.supplier import load_supplier
from services.billing.settings import BillingSettings

pytestmark = pytest.mark.req("S6", "S7")
Load = Callable[[str | None], object]
EDITION = {"since": "2026-01-01", "refund": {"operator": 0}}


@pytest.mark.parametrize(
    ("load", "content", "said"),
    [
        (load_limits, [], "at least 1"),
        (load_limits, [EDITION, EDITION], "since: the editions must follow each other"),
        (load_limits, [EDITION | {"since": "2026-13-01"}], "0.since"),
        (load_limits, [EDITION | {"refund": {"operator": -1}}], "0.refund.operator"),
        (load_limits, [EDITION | {"refund": {"operator": 10**15}}], "0.refund.operator"),
        (load_limits, [EDITION | {"refund": {"customer": 1}}], "0.refund.customer"),
        (load_limits, [EDITION | {"refunds": {}}], "0.refunds"),
        (load_limits, EDITION, "valid array"),
        (load_supplier, {"inn": "4029030253"}, "inn: must be"),
        (load_supplier, ["x"], "Input should be an object"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, load: Load, content: Any, said: str) -> None:
    file = tmp_path / "file.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(ValueError, match="has wrong values") as refused:
        usable(load)(str(file))
    assert said in str(refused.value)


@pytest.mark.parametrize("load", [load_limits, load_supplier])
def test_what_is_no_file_of_ours_is_told(tmp_path: Path, load: Load) -> None:
    other = tmp_path / "file.json"
    for content, said in ((b"{", "has wrong values"), ("Ё".encode("cp1251"), "is not UTF-8 at byte 0: save it as")):
        other.write_bytes(content)
        with pytest.raises(ValueError, match=said):
            usable(load)(str(other))
    for missing in (tmp_path / "none.json", tmp_path):
        with pytest.raises(ValueError, match="cannot be read"):
            usable(load)(str(missing))
    assert (usable(load)(""), usable(load)(None)) == (None, None)


@pytest.mark.parametrize("setting", ["limits_file", "supplier_file"])
def test_the_process_stops_at_its_start(tmp_path: Path, setting: str) -> None:
    named: Any = {setting: str(tmp_path / "none.json")}
    with pytest.raises(ValidationError, match=rf"{setting}\n.*cannot be read"):
        BillingSettings(amqp_url="amqp://x", database_url="postgresql+psycopg://x", **named)
