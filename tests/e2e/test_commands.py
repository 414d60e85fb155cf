"""The commands of `./cabinet` that give access or take data: each does its work here, or says what is wrong with what
it was given."""

import re
from pathlib import Path

import pytest

from tests.support.running_portal import RunningPortal


def did(portal: RunningPortal, *words: str) -> str:
    done = portal.launcher(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.req("S5")
def test_a_member_of_staff_comes_and_goes(portal: RunningPortal) -> None:
    shown = did(portal, "staff", "add", "ivanov", "operator")
    assert re.search(r"^password \S{12,}$", shown, re.MULTILINE) and "recovery-8" in shown
    did(portal, "staff", "disable", "ivanov")
    listed = did(portal, "staff", "list")
    assert re.search(r"^ivanov +operator +disabled", listed, re.MULTILINE)
    assert "password" not in listed and "totp" not in listed


@pytest.mark.req("S1", "B5")
def test_the_suppliers_token_comes_and_goes(portal: RunningPortal) -> None:
    token = did(portal, "supplier-token", "add", "accountant", "1C, billing", "--days", "30").split()[1]
    listed = did(portal, "supplier-token", "list")
    (line,) = [line for line in listed.splitlines() if line.endswith("1C, billing")]
    assert "accountant" in line and "last used never" in line and token not in listed
    assert "1C, billing is revoked" in did(portal, "supplier-token", "revoke", line.split()[0])


@pytest.mark.req("B13")
def test_a_partner_comes_and_goes(portal: RunningPortal) -> None:
    assert "amqp://" in did(portal, "partner", "add", "grid", "--events", "reading_recorded")
    assert "receives nothing any more" in did(portal, "partner", "remove", "grid")


@pytest.mark.req("S1")
def test_files_are_looked_at_and_loaded(portal: RunningPortal, tmp_path: Path) -> None:
    file = tmp_path / "offices.csv"
    file.write_text("district,name,address,phones\n187,Боровский,Боровск,(48438) 4-00-00\n", encoding="utf-8")
    did(portal, "import", str(tmp_path))
    file.write_text("district,name,address,phones\n187,,Боровск,(48438) 4-00-00\n", encoding="utf-8")
    refused = portal.launcher("import", str(tmp_path))
    output = refused.stdout + refused.stderr
    assert refused.returncode != 0 and "Traceback" not in output
    assert all(word in output for word in ("offices.csv", "2", "name"))


WRONG = {
    ("staff", "add", "ivanov"): "add LOGIN ROLE",
    ("staff", "add", "ivanov", "root"): "invalid choice",
    ("staff", "disable", "nobody-here"): "no nobody-here among the staff",
    ("supplier-token", "add", "operator", "x"): "no accountant",
    ("supplier-token", "add", "accountant"): "add LOGIN NAME",
    ("supplier-token", "revoke", "x"): "no token x",
    ("partner", "add", "grid", "--events", "everything"): "choose among",
    ("partner", "remove", "stranger"): "no partner 'stranger'",
    ("partner", "replay", "grid", "--since", "yesterday"): "invalid fromisoformat value",
    ("import", "no-such-folder"): "no folder",
    ("registers", "no-such-file.txt"): "No such file",
    ("security-scan", "--tls"): "expected one argument",
    ("dead-letters", "replay"): "usage",
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_is_wrong_is_said_in_a_line(portal: RunningPortal, words: tuple[str, ...]) -> None:
    refused = portal.launcher(*words)
    assert refused.returncode in (1, 2), refused.stdout
    assert WRONG[words] in refused.stderr
    assert "Traceback" not in refused.stderr
