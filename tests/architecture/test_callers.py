"""`contracts/callers.py` says which service calls which method; the code of the services says the same."""

import ast
import re

from contracts.callers import CALLERS
from contracts.services import PROTOCOLS, SERVICES
from deploy.launcher.host.paths import ROOT


def called_by(service: str) -> set[str]:
    """The methods of other services' contracts that a service calls through its stubs."""
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "services" / service).rglob("*.py")]
    found: set[str] = set()
    for node in ast.walk(ast.parse("\n".join(re.sub(r"^from __future__.*$", "", text) for text in sources))):
        if (
            isinstance(node, ast.AnnAssign)
            and isinstance(node.value, ast.Call)
            and getattr(node.value.func, "id", "") == "stub"
        ):
            contract = node.value.args[0].id  # type: ignore[attr-defined]
            name = next(name for name, protocol in PROTOCOLS.items() if protocol.__name__ == contract)
            uses = re.findall(rf"\.{node.target.id}\.(\w+)\(", "\n".join(sources))  # type: ignore[union-attr]
            found |= {f"{name}.{method}" for method in uses}
    return found


def test_the_table_names_the_calls_of_each_service() -> None:
    assert {service: called_by(service) for service in SERVICES if called_by(service)} == {
        name: set(methods) for name, methods in CALLERS.items() if name != "gateway"
    }
