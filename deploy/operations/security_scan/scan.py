"""`./cabinet security-scan`: runs security scanners over the code and, while it runs, over the portal.

Writes `.cabinet/security-scan/report.md` and `report.json`. Exits 1 while a finding is open: neither mended nor
explained in `deploy/operations/security_scan/accepted.json`. With `--release` also when a scanner could not run to its
end, such as pip-audit without a way to the list of known weaknesses: what nobody looked at is not released. Only the
loopback address is scanned.
"""

import argparse
import json
import subprocess
from collections.abc import Callable

from deploy.launcher import state
from deploy.launcher.host.progress import Progress
from deploy.operations.security_scan import code, portal, tools
from deploy.operations.security_scan.findings import Scan, open_findings, write

Attempt = Callable[[], Scan]


def run(given: argparse.Namespace) -> int:
    progress = Progress()
    tools.install(progress)
    scans = [_carefully(progress, name, scan) for name, scan in _chosen(given, progress).items()]
    report = write(scans, tools.FOLDER)
    for finding in open_findings(scans):
        print(f"  open: {finding.scanner}  {finding.place}  {finding.what}")
    progress.say(f"the report is {report}")
    unknown = [scan for scan in scans if scan.trouble and given.release]
    for scan in unknown:
        print(f"  not released without: {scan.name}  {scan.trouble}")
    return 1 if open_findings(scans) or unknown else 0


def _chosen(given: argparse.Namespace, progress: Progress) -> dict[str, Attempt]:
    chosen: dict[str, Attempt] = {
        "bandit": code.bandit,
        "ruff S": code.ruff,
        "detect-secrets": code.secrets,
        "SBOM": code.materials,
        "pip-audit": code.advisories,
    }
    running = None if given.code else state.current()
    if running:
        target = portal.customer(running.addresses["portal"], running.addresses["mailbox"])
        chosen["schemathesis"] = lambda: portal.schemathesis(target, given.examples)
        chosen["sqlmap"] = lambda: portal.sqlmap(target)
        chosen["wapiti"] = lambda: portal.wapiti(target)
    elif not given.code:
        progress.say("the portal does not run (./cabinet up): only the code is looked at")
    if given.tls:
        chosen["sslyze"] = lambda: portal.sslyze(given.tls)
    return chosen


def _carefully(progress: Progress, name: str, scan: Attempt) -> Scan:
    """A scanner that fails is a line of the report, never silence."""
    with progress.step(name):
        try:
            return scan()
        except subprocess.TimeoutExpired as late:
            return Scan(name, trouble=f"took longer than {late.timeout:.0f} s")
        except (OSError, json.JSONDecodeError, ValueError, KeyError) as failure:
            return Scan(name, trouble=f"{type(failure).__name__}: {str(failure)[:200]}")
