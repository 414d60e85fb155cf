"""The printer's settings; a wrong one stops the process at its start."""

from pydantic import Field

from chassis.settings import ServiceSettings


class PrinterSettings(ServiceSettings):
    """DATABASE_URL is billing's: the printer only reads published snapshots from it."""

    print_folder: str | None = None
    """Where `print-bills` writes a month's paper bills, when the command does not say."""
    max_workers: int = Field(default=1, ge=1, le=4)
    """Printing is pure computing: a second worker only waits for the first. Start more processes instead."""
