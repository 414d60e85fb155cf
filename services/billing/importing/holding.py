"""Hold the accounts that files change, in the order of their numbers, before the first line is applied.

Whoever holds several accounts takes them in that order (a transfer, a publication), so nobody waits in a circle. The
lines of a file have an order of their own.
"""

from collections.abc import Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.forms import File


def hold_accounts(session: Session, files: Sequence[File]) -> None:
    """Nobody else posts to the accounts of these staged files until the transaction ends."""
    if not files:
        return
    named = " union ".join(f"select account_number from {file.staging}" for file in files)  # noqa: S608 - our own names
    session.execute(text(f"select from accounts where number in ({named}) order by number for no key update"))
