"""The scan of a release: known weaknesses of libraries are findings, and what could not be asked is no release."""

import argparse
import json
from pathlib import Path

import pytest

from deploy.operations.security_scan import code, scan, tools
from deploy.operations.security_scan.findings import Scan

WEAK = {
    "dependencies": [
        {"name": "sound", "version": "1.0", "vulns": []},
        {"name": "weak", "version": "2.1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.2", "3.0"]}]},
        {"name": "worse", "version": "0.1", "vulns": [{"id": "PYSEC-2", "fix_versions": []}]},
    ]
}


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the program writes that stands where pip-audit is installed."""
    said = tmp_path / "said"
    audit = tmp_path / "pip-audit"
    audit.write_text(f"#!/bin/sh\ncat {said}\nexit 1\n")
    audit.chmod(0o700)
    monkeypatch.setattr(code, "program", lambda name: str(tmp_path / name))
    monkeypatch.setattr(tools, "FOLDER", tmp_path)
    return said


def test_a_known_weakness_is_a_finding_with_its_cure(says: Path) -> None:
    says.write_text(f"Found 2 known vulnerabilities in 2 packages\n{json.dumps(WEAK)}")
    assert [(one.place, one.what) for one in code.advisories().findings] == [
        ("weak 2.1", "PYSEC-1, mended in 2.2, 3.0"),
        ("worse 0.1", "PYSEC-2, mended in no release yet"),
    ]


def test_a_list_that_cannot_be_reached_is_never_silence(says: Path) -> None:
    says.write_text("ERROR:pip_audit._cli:Connection refused\n")
    with pytest.raises(ValueError, match="cannot be reached"):
        code.advisories()


@pytest.mark.parametrize(("release", "status"), [(False, 0), (True, 1)])
def test_what_nobody_looked_at_is_not_released(
    release: bool, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unreachable() -> Scan:
        raise ValueError("the list of known weaknesses cannot be reached")

    monkeypatch.setattr(tools, "install", lambda progress: None)
    monkeypatch.setattr(tools, "FOLDER", tmp_path)
    monkeypatch.setattr(scan, "_chosen", lambda given, progress: {"pip-audit": unreachable})
    assert scan.run(argparse.Namespace(code=True, release=release, tls=None, examples=1)) == status
    assert ("not released without: pip-audit" in capsys.readouterr().out) is release
