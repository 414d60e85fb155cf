"""Scanners that try: the running portal on the loopback address, as a signed-in customer, bounded in time."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.operations.security_scan.findings import Finding, Scan
from deploy.operations.security_scan.tools import FOLDER, output, program
from deploy.provisioning.errors import SetupError
from deploy.simulators.demo.mailbox import Mailbox, link
from deploy.simulators.demo.portal import Portal, Refused

ACCOUNT, PASSWORD = "180111119", "зонтик и самовар на крыше"


@dataclass(frozen=True)
class Target:
    """Where, and the session of a customer of the demonstration town."""

    url: str
    token: str

    @property
    def bearer(self) -> str:
        return f"Authorization: Bearer {self.token}"


def loopback(url: str) -> str:
    """The address, if it is this machine's own. Raises SetupError for any other: we scan nobody else."""
    if urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1"):
        raise SetupError(f"{url} is not on this machine; only the loopback address is scanned")
    return url


def customer(url: str, mailbox: str) -> Target:
    """Registered if need be, and signed in."""
    portal, email = Portal(loopback(url)), f"audit-{ACCOUNT}@example.ru"
    try:
        session = portal.post("/sessions", account_number=ACCOUNT, password=PASSWORD)
    except Refused:
        form: dict[str, Any] = {"account_number": ACCOUNT, "email": email, "consent": True}
        portal.post("/registrations", **form, password=PASSWORD, password_confirmation=PASSWORD)
        token = link(Mailbox(mailbox).wait(email, "актив"), "activ").rsplit("=", 1)[-1]
        portal.post("/registrations/activation", token=token)
        session = portal.post("/sessions", account_number=ACCOUNT, password=PASSWORD)
    return Target(url, str(session["token"]))


def schemathesis(target: Target, examples: int) -> Scan:
    """All checks over the whole description, many requests a call."""
    judged = FOLDER / "schemathesis.toml"
    statuses = '["2xx", "401", "403", "404", "409", "415", "422", "429"]'
    checks = ("positive_data_acceptance", "negative_data_rejection", "missing_required_header")
    judged.write_text("".join(f"[checks.{name}]\nexpected-statuses = {statuses}\n" for name in checks))
    command = [str(Path(sys.executable).with_name("st")), "--config-file", str(judged), "run"]
    command += [f"{target.url}/api/openapi.json", "-H", target.bearer, "-n", str(examples), "--continue-on-failure"]
    command += ["--exclude-operation-id", "delete_session", "--no-color"]
    text = output(command, 1800)
    failed = sorted(set(re.findall(r"^_+ ((?:GET|POST|PATCH|DELETE) \S+) _+$", text, re.MULTILINE)))
    summary = re.findall(r"^=+ (.+?) =+$", text, re.MULTILINE)
    if not summary:
        return Scan("schemathesis", trouble=text.strip()[-200:])
    return Scan("schemathesis", [Finding("schemathesis", call, "a check failed") for call in failed], summary[-1])


def sqlmap(target: Target) -> Scan:
    """Every place of the API that takes text and leads to a query."""
    places = {
        f"{target.url}/api/v1/accounts/{ACCOUNT}*/bills": None,
        f"{target.url}/api/v1/accounts/{ACCOUNT}/timeline?from=2026-01-01&to=2026-12-01": None,
        f"{target.url}/api/v1/payments/P*": None,
        f"{target.url}/api/v1/sessions": '{"account_number": "180111119", "password": "x"}',
        f"{target.url}/api/v1/password-resets": '{"account_number": "180111119", "email": "a@b.ru"}',
    }
    found, busy = [], 0
    for place, body in places.items():
        command = [program("sqlmap"), "-u", place, "--batch", "--level", "2", "--risk", "1", "--disable-coloring"]
        command += ["--dbms", "PostgreSQL", "--headers", target.bearer, "--flush-session", "--ignore-code", "*"]
        command += ["--output-dir", str(FOLDER / "sqlmap"), "--threads", "2", "--timeout", "10", "--technique", "BEUST"]
        command += ["--data", body, "--headers", "Content-Type: application/json"] if body else []
        text = output(command, 900)
        busy += sum(int(times) for times in re.findall(r"429 \(Too Many Requests\) - (\d+) times", text))
        if "is vulnerable" in text or "identified the following injection point" in text:
            found.append(Finding("sqlmap", urlsplit(place).path, "is injectable: see .cabinet/security-scan/sqlmap"))
    remark = f", {busy} requests were over the quota: QUOTA_FACTOR=1000 ./cabinet up lets all through" if busy else ""
    return Scan("sqlmap", found, f"{len(places)} places{remark}")


def wapiti(target: Target) -> Scan:
    """The pages that everybody can see, by its standard modules."""
    file = FOLDER / "wapiti.json"
    file.unlink(missing_ok=True)
    command = [program("wapiti"), "-u", f"{target.url}/", "--scope", "domain", "--max-scan-time", "300", "-v", "0"]
    command += ["-f", "json", "-o", str(file), "--flush-session", "--no-bugreport", "--color"]
    text = output(command, 600)
    if not file.exists():
        return Scan("wapiti", trouble=text.strip()[-200:])
    report = json.loads(file.read_text(encoding="utf-8"))
    found = [
        Finding("wapiti", row["path"], f"{kind}: {row['info'][:120]}")
        for group in ("vulnerabilities", "anomalies")
        for kind, rows in report[group].items()
        for row in rows
    ]
    return Scan("wapiti", found, f"{report['infos'].get('crawled_pages_nbr', '?')} pages")


def sslyze(place: str) -> Scan:
    """The proxy's TLS by Mozilla's intermediate profile; the demonstration's own authority is no finding."""
    loopback(f"https://{place}")
    text = output([program("sslyze"), "--mozilla_config", "intermediate", place], 300)
    rows = [line.strip(" *") for line in text.splitlines() if re.match(r"\s+\* \w+: ", line)]
    ours = [row for row in rows if not row.startswith("certificate_path_validation:")]
    if "COMPLIANCE" not in text.upper():
        return Scan("sslyze", trouble=text.strip()[-200:])
    return Scan("sslyze", [Finding("sslyze", place, row) for row in ours], "Mozilla's intermediate profile")
