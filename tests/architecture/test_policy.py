"""Every number that the law may change is read by a rule: one that nothing reads would be loaded and change no bill."""

import ast
from collections.abc import Iterable
from pathlib import Path

from deploy.launcher.host.paths import ROOT
from services.billing.rules.policy import PARAMETERS
from tests.architecture.source import files, tree

DECLARED = ROOT / "services" / "billing" / "rules" / "policy.py"


def unread(names: Iterable[str], modules: Iterable[ast.Module]) -> set[str]:
    """Names that no module reads as an attribute."""
    read = {
        node.attr
        for module in modules
        for node in ast.walk(module)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
    }
    return set(names) - read


def billing() -> list[Path]:
    return [path for path in files("services/billing") if path != DECLARED]


def test_each_parameter_is_read_by_a_rule() -> None:
    assert unread(PARAMETERS, map(tree, billing())) == set(), "use it, or take it out of policy.json and policy.csv"


def test_a_parameter_that_nothing_reads_is_found() -> None:
    module = ast.parse("limit = policy.notice_days\nraising_factor = policy.vat_rate")
    assert unread(("notice_days", "raising_factor"), [module]) == {"raising_factor"}
