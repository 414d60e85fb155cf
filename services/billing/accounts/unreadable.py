"""Accounts with a stored row that cannot be read: each is left out alone, with an incident id that the log explains."""

import logging
import uuid

log = logging.getLogger(__name__)


class Unreadable(dict[str, str]):
    """Why accounts cannot be read, by number; names what is damaged, never its values, which are personal data."""

    def leave_out(self, number: str, what: str) -> None:
        """Name an account while the exception is handled that its row has raised."""
        incident = uuid.uuid4().hex[:12]
        self[number] = f"{what}: it cannot be read, incident {incident}"
        log.exception("%s cannot be read", what, extra={"account_number": number, "incident": incident})
