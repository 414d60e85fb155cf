"""Scanners that read: our code, our secrets, our libraries."""

import json
import sys
from pathlib import Path
from typing import Any

from deploy.launcher.host.paths import ROOT
from deploy.libraries import LOCK
from deploy.operations.security_scan.findings import Finding, Scan
from deploy.operations.security_scan.tools import FOLDER, output, program

PACKAGES = ("contracts", "chassis", "intake", "wording", "services", "gateway", "deploy")


def bandit() -> Scan:
    """Medium and high; SQL made of text is left to ruff's S608, whose leaves stand with their reasons in the code."""
    options = ["-f", "json", "--severity-level", "medium", "--skip", "B608"]
    text = output([program("bandit"), "-q", "-r", *PACKAGES, *options], 300)
    rows = json.loads(text[text.index("{") :])["results"]
    found = [Finding("bandit", row["filename"], f"{row['test_id']} {row['issue_text']}") for row in rows]
    return Scan("bandit", found, "medium and high")


def ruff() -> Scan:
    """ruff's security rules, as in CI: what is let pass there is let pass with a reason."""
    options = ["--select", "S", "--ignore", "S101", "--output-format", "json"]
    rows = json.loads(output([str(Path(sys.executable).with_name("ruff")), "check", *options, *PACKAGES], 120))
    return Scan("ruff S", [_ruled(row) for row in rows])


def _ruled(row: dict[str, Any]) -> Finding:
    return Finding("ruff S", str(Path(row["filename"]).relative_to(ROOT)), f"{row['code']} {row['message']}")


def secrets() -> Scan:
    """Anything in the project that looks like a key or a password."""
    skipped = r"\.cabinet/|requirements\.lock|\.woff2$|\.ttf$|\.png$|tests/.*golden"
    text = output([program("detect-secrets"), "scan", "--exclude-files", skipped, "."], 300)
    found = [
        Finding("detect-secrets", file, row["type"])
        for file, rows in json.loads(text)["results"].items()
        for row in rows
        if not file.startswith("tests/")
    ]
    return Scan("detect-secrets", found, "without tests, whose passwords open nothing")


def materials() -> Scan:
    """The software bill of materials."""
    file = FOLDER / "sbom.json"
    output([program("cyclonedx-py"), "environment", sys.executable, "-o", str(file), "--of", "JSON"], 300)
    count = len(json.loads(file.read_text(encoding="utf-8"))["components"])
    return Scan("SBOM", [], f"{count} components in {file.name} (CycloneDX)")


def advisories() -> Scan:
    """Known weaknesses of the libraries of the lock file. Raises ValueError where their list cannot be reached."""
    options = ["--strict", "--disable-pip", "--progress-spinner", "off", "-f", "json"]
    text = output([program("pip-audit"), *options, "-r", str(ROOT / LOCK)], 300)
    begin = text.find("{")
    if begin < 0:
        raise ValueError("the list of known weaknesses cannot be reached")
    found = [
        Finding("pip-audit", f"{library['name']} {library['version']}", _advised(one))
        for library in json.loads(text[begin:])["dependencies"]
        for one in library.get("vulns", ())
    ]
    return Scan("pip-audit", found, "libraries of the lock file")


def _advised(row: dict[str, Any]) -> str:
    mended = ", ".join(row.get("fix_versions") or ()) or "no release yet"
    return f"{row['id']}, mended in {mended}"
