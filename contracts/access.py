"""The access matrix: the rules of all methods, collected from their contracts.

The chassis enforces a rule before the method runs, with the identity that travels in the message's headers.
`contracts.routes` says the same of the gateway's addresses: each names the method whose rule decides.
tests/gateway/test_access_matrix.py and tests/e2e/test_access_matrix.py walk all of it.
"""

from contracts.methods import Access
from contracts.services import PROTOCOLS


def _rules(service: str, protocol: type) -> dict[str, Access]:
    """Access rules by method; raises TypeError when a method declares none."""
    rules: dict[str, Access] = {}
    for base in reversed(protocol.__mro__):
        for name, member in vars(base).items():
            if callable(member) and hasattr(member, "__refusals__"):
                if not hasattr(member, "__access__"):
                    raise TypeError(f"{service}.{name} does not declare who may call it: add @allows")
                rules[name] = member.__access__
    return rules


ACCESS: dict[str, dict[str, Access]] = {service: _rules(service, protocol) for service, protocol in PROTOCOLS.items()}


def access_row(call: str) -> Access:
    """The rule of `service.method`."""
    service, method = call.split(".")
    return ACCESS[service][method]
