"""How schemathesis judges the API: all of its checks, and where the description cannot say everything."""

from typing import Any

import schemathesis

JUDGED: dict[str, Any] = {
    "checks": {
        # Rules of the business are no part of a schema: a well-formed password may be too common, a date too early, and
        # an amount of 391.0 is an integer to JSON Schema and not to us. Everything else must be accepted.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422", "429"]},
        # A wrong Content-Type is 415, a missing key of idempotency 422.
        "negative_data_rejection": {"expected-statuses": ["400", "401", "403", "404", "409", "415", "422", "429"]},
        "missing_required_header": {"expected-statuses": ["400", "401", "403", "404", "422", "429"]},
    }
}


def judged(parameters: dict[str, str] | None = None) -> schemathesis.Config:
    """The configuration to load a description with; `parameters` are given these values wherever they occur."""
    return schemathesis.Config.from_dict(JUDGED | {"parameters": parameters or {}})
