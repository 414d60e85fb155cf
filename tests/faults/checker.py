"""The invariants of the whole system, as comparisons of sets. An empty list is a clean system."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator

from tests.faults.books import Books
from tests.faults.load import FRICTIONLESS, Payer

STAND_INS = ("cabinet", "bank-sandbox", "mailbox")
"""They tell the test cards and know nothing of our rules for logs."""

PROMISED_PATHS = """
    select payment_id, edge, from_state, lag(to_state, 1, 'draft') over (partition by payment_id order by id) as before
    from payment_history
"""


def quiet(books: Books, seconds: float) -> list[str]:
    """Wait until nothing is on its way any more; what still is after the time, in words."""
    end = time.monotonic() + seconds
    while (moving := list(_moving(books))) and time.monotonic() < end:
        time.sleep(0.3)
    return moving


def hurry(books: Books) -> None:
    """Let the time pass for which schedules wait: a letter's lease, the poller's next step."""
    books.read("notifications", "update letters set due_at = now() where state = 'waiting'")
    books.read("payments", "update payments set next_check_at = now() where state in ('unknown', 'awaiting_bank')")


def _moving(books: Books) -> Iterator[str]:
    bank, here, credited = books.paid_at_bank(), books.paid_here(), books.credited()
    yield from (f"{sums} not in payments yet" for sums in bank - here)
    yield from (f"{sums} not in the ledger yet" for sums in here - credited)
    yield from (f"{count} facts in the outbox of {service}" for service, count in books.waiting().items())
    yield from (f"{count} messages in {queue}" for queue, count in books.queued().items() if not _kept(queue))
    yield from (f"no letter yet for {ref}" for ref in books.with_receipt() - Counter(books.receipts().values()))


def findings(books: Books, payers: Iterable[Payer]) -> list[str]:
    """Each violation in words, after everything is quiet."""
    people = list(payers)
    return [*_money(books, people), *_facts(books), *_effects(books), *_states(books), *_leaks(books, people)]


def _money(books: Books, payers: list[Payer]) -> Iterator[str]:
    bank, here, credited = books.paid_at_bank(), books.paid_here(), books.credited()
    for name, book in (("payments", here), ("the ledger", credited)):
        yield from (f"lost: {sums} is paid at the bank and not in {name}" for sums in bank - book)
        yield from (f"invented or doubled: {sums} is in {name} and not at the bank" for sums in book - bank)
    promised = {item for payer in payers for item in payer.started.items()}
    strange = {key for key in bank if key[0] in {ref for ref, _ in promised}} - promised
    yield from (f"other sum than asked for: {sums}" for sums in strange)


def _facts(books: Books) -> Iterator[str]:
    yield from (f"stuck: {count} facts in the outbox of {service}" for service, count in books.waiting().items())
    yield from (f"stuck: {count} messages in {queue}" for queue, count in books.queued().items())


def _effects(books: Books) -> Iterator[str]:
    brought, recorded = books.with_readings(), books.recorded()
    yield from (f"lost: no reading «при оплате» of payment {ref}" for ref in brought - recorded)
    yield from (f"doubled or invented: reading of payment {ref}" for ref in recorded - brought)
    asked, sent, delivered = books.with_receipt(), books.receipts(), books.delivered()
    letters = Counter(sent.values())
    yield from (f"lost: no receipt letter for payment {ref}" for ref in asked - letters)
    yield from (f"doubled or invented: receipt letter for payment {ref}" for ref in letters - asked)
    # A crash between the mail server's yes and our mark sends the same letter again, and only that.
    yield from (
        f"lost: letter {message} is marked as sent and is nowhere" for message in sent if not delivered[message]
    )


def _states(books: Books) -> Iterator[str]:
    stuck = books.read(
        "payments",
        "select id, state from payments where state = 'manual_review'"
        " or (state in ('registering', 'unknown', 'awaiting_bank') and next_check_at is null)",
    )
    yield from (f"stuck: payment {ref} is {state}" for ref, state in stuck)
    torn = f"select payment_id, edge, from_state, before from ({PROMISED_PATHS}) steps where from_state <> before"
    yield from (f"history of {ref}: {edge} from {given} after {before}" for ref, edge, given, before in
                books.read("payments", torn))  # fmt: skip


def _leaks(books: Books, payers: list[Payer]) -> Iterator[str]:
    """Secrets and addresses that no log may have."""
    secrets = [FRICTIONLESS.pan, *(word for payer in payers for word in (payer.email, payer.password, payer.token))]
    wanted = re.compile("|".join(re.escape(word) for word in secrets))
    ours = [log for log in (books.running.home / "logs").glob("*.log*") if log.stem not in STAND_INS]
    for log in ours:
        found = {match[0] for match in wanted.finditer(log.read_text(encoding="utf-8", errors="replace"))}
        yield from (f"leaked: {log.name} has {word[:3]}…" for word in sorted(found))


def _kept(queue: str) -> bool:
    """Where messages stay that nobody will take by himself."""
    return queue.endswith(".dead") or queue == "unrouted"
