"""Which process calls which methods. The broker lets no other call of theirs through
(`deploy/provisioning/permissions.py`); a process that is not named here calls nobody."""

from collections.abc import Mapping

from contracts.access import ACCESS

CALLERS: Mapping[str, tuple[str, ...]] = {
    "gateway": tuple(f"{service}.{method}" for service, rules in ACCESS.items() for method in rules),
    "notifications": ("printer.print_bill",),
}
"""Methods as `<service>.<method>`, by the process that calls them."""
