"""The command line loads a folder into both services at the same time: both keep it, or neither does (S1)."""

import os
from pathlib import Path

import pytest

from intake.coordinator import load_together
from tests.integration.supply.test_packages import ACCOUNTS, METERS, READINGS
from tests.support.server_pool import Databases, rows

pytestmark = pytest.mark.req("S1")


def test_one_service_refuses_and_neither_keeps_anything(
    database_factory: Databases, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    urls = {name: database_factory(name).url for name in ("billing", "readings")}
    environments = {
        name: os.environ | {"DATABASE_URL": url, "AMQP_URL": "amqp://nobody@127.0.0.1:1/"} for name, url in urls.items()
    }

    def kept() -> list[object]:
        tables = (("billing", "accounts"), ("billing", "readings"), ("readings", "meters"), ("readings", "readings"))
        return [rows(urls[name], f"select count(*) from {table}")[0][0] for name, table in tables]

    for name, text in (("accounts", ACCOUNTS.replace("\t2\t3", "\t0\t3")), ("meters", METERS), ("readings", READINGS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    assert load_together(tmp_path, environments) == 1
    captured = capfd.readouterr()
    assert "accounts.csv, строка 2, поле rooms: ожидается целое число от 1 до 99" in captured.err
    assert "another service refused its part" in captured.err
    assert kept() == [0, 0, 0, 0]

    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    assert load_together(tmp_path, environments, check=True) == 0
    assert kept() == [0, 0, 0, 0]
    capfd.readouterr()
    assert load_together(tmp_path, environments) == 0
    assert kept() == [1, 1, 1, 1]
    said = capfd.readouterr().out.splitlines()
    assert "  billing 3 rows new or changed" in said and " readings 2 rows new or changed" in said
