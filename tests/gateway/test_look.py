"""The supplier's own look, and the page of technical works."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from contracts.branding import Colours
from gateway.branding import stylesheet
from tests.support.scripted.application import build
from tests.support.scripted.rpc_client import ScriptedClient

SIGN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'


def portal(folder: Path, **settings: object) -> FlaskClient:
    file = folder / "supplier.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    return build(ScriptedClient({}), supplier_file=str(file)).test_client()


@pytest.mark.req("M1.1")
def test_name_logo_and_colours_are_the_suppliers(tmp_path: Path) -> None:
    (tmp_path / "sign.svg").write_bytes(SIGN)
    colours = {"brand": "#7a1030", "brand_deep": "#4c0a1e"}
    client = portal(tmp_path, short_name="Другой сбыт", logo_file=str(tmp_path / "sign.svg"), colours=colours)
    page = client.get("/").text
    assert "Другой сбыт" in page and "Калужская" not in page.split("</header>")[0]
    logo, style = (page.split(f'{mark}="/assets/')[1].split('"')[0] for mark in ('mark" src', 'stylesheet" href'))
    assert client.get(f"/assets/{logo}").data == SIGN
    assert client.get(f"/assets/{style}").text.count("--brand: #7a1030") == 1


@pytest.mark.parametrize(
    ("colours", "named"),
    [
        ({"brand": "#ffee88"}, "colours.brand: contrast"),
        ({"tint": "#202020"}, "colours.tint"),
        ({"brand": "red"}, "brand"),
    ],
)
def test_colours_that_nobody_could_read_are_refused_by_name(
    colours: dict[str, str], named: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=named):
        portal(tmp_path, colours=colours)
    assert stylesheet(Colours()), "our own are readable"


def test_a_logo_that_is_no_picture_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="logo_file"):
        portal(tmp_path, logo_file=str(tmp_path / "sign.exe"))


def test_technical_works_close_the_pages_and_leave_the_bank_its_door(tmp_path: Path) -> None:
    sign = tmp_path / "works"
    rpc = ScriptedClient({})
    client = build(rpc, maintenance_file=str(sign)).test_client()
    assert client.get("/").status_code == 200
    sign.write_text("Работаем до 14:00.", encoding="utf-8")
    closed = client.get("/home")
    assert (closed.status_code, closed.headers["Retry-After"]) == (503, "600")
    assert "Технические работы" in closed.text and "Работаем до 14:00." in closed.text and rpc.asked == []
    assert client.get("/api/v1/accounts").get_json()["code"] == "maintenance"
    assert client.get("/healthz").status_code == 200
    client.post("/api/v1/callbacks/sberbank", data={"mdOrder": "b1"})
    assert "payments.receive_callback" in [name for name, _ in rpc.asked]
    sign.unlink()
    assert client.get("/").status_code == 200
