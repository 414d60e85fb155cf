"""What a scanner has found, whether it is accepted, and the report of all of them."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

ACCEPTED = Path(__file__).with_name("accepted.json")
"""Findings that were looked at and stay: `scanner`, `place` and `what` as the report shows them, and the `reason`."""


@dataclass(frozen=True)
class Finding:
    scanner: str
    place: str
    what: str


@dataclass
class Scan:
    """One scanner's run. `trouble` says why it did not run to its end; then its silence proves nothing."""

    name: str
    findings: list[Finding] = field(default_factory=list)
    note: str = ""
    trouble: str | None = None


def reasons() -> dict[Finding, str]:
    rows = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    return {Finding(row["scanner"], row["place"], row["what"]): row["reason"] for row in rows}


def open_findings(scans: list[Scan]) -> list[Finding]:
    """What nobody has explained yet."""
    known = reasons()
    return [finding for scan in scans for finding in scan.findings if finding not in known]


def write(scans: list[Scan], folder: Path) -> Path:
    """`report.json` for machines and `report.md` for people; the latter's path."""
    known = reasons()
    rows = [asdict(scan) for scan in scans]
    (folder / "report.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    lines = ["# Security audit", "", "| scanner | findings | open | remark |", "|---|---|---|---|"]
    for scan in scans:
        mine = [finding for finding in scan.findings if finding not in known]
        remark = f"did not run: {scan.trouble}" if scan.trouble else scan.note
        lines.append(f"| {scan.name} | {len(scan.findings)} | {len(mine)} | {remark} |")
    for scan in scans:
        for finding in scan.findings:
            verdict = f"accepted: {known[finding]}" if finding in known else "**open**"
            lines += ["", f"- {scan.name} `{finding.place}` {finding.what} — {verdict}"]
    report = folder / "report.md"
    report.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return report
