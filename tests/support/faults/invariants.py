"""The invariants of the whole system, as comparisons of sets. An empty list is a clean system."""

import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from chassis.events.topology import queue_of
from contracts.flows import CONSUMERS
from services.payments.lifecycle.states import TRANSITIONS
from tests.support.faults.books import Books, Sums
from tests.support.faults.customer_load import FRICTIONLESS, Payer

STAND_INS = ("cabinet", "bank-sandbox", "mailbox")
"""They tell the test cards and know nothing of our rules for logs."""

STEPS = """
    select payment_id, edge, from_state, to_state, lag(to_state, 1, 'draft') over mine, actor <> '' and cause <> ''
    from payment_history window mine as (partition by payment_id order by id)
"""
TORN = """
    select id, state, last.to_state from payments
    join lateral (select to_state from payment_history where payment_id = payments.id order by id desc limit 1) last
    on last.to_state <> state
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
    for table in ("payments", "refunds"):
        books.read("payments", f"update {table} set next_check_at = now() where next_check_at is not null")


def _moving(books: Books) -> Iterator[str]:
    bank, here, ledger = books.kept_at_bank(), books.kept_here(), books.kept_in_ledger()
    yield from (f"{sums} is the bank's and not yet payments'" for sums in _differing(bank, here))
    yield from (f"{sums} is payments' and not yet the ledger's" for sums in _differing(here, ledger))
    yield from (f"{count} facts in the outbox of {service}" for service, count in books.waiting().items())
    yield from (f"{count} messages in {queue}" for queue, count in books.queued().items() if not _kept(queue))
    yield from (f"no letter yet for {ref}" for ref in books.with_receipt() - Counter(books.receipts().values()))


def _differing(one: Sums, other: Sums) -> Sums:
    """What only one of the two books has."""
    return (one - other) + (other - one)


def findings(books: Books, payers: Iterable[Payer]) -> list[str]:
    """Each violation in words, after everything is quiet."""
    people = list(payers)
    return [*_money(books, people), *_facts(books), *_effects(books), *_states(books), *_leaks(books, people)]


def given_back(books: Books, asked: Mapping[str, int]) -> list[str]:
    """Where the bank has given back on our request more than staff asked for (`asked`, by payment)."""
    made = books.given_back_by_bank()
    return [
        f"doubled: {kopecks} kopecks of {ref} were given back, {asked.get(ref, 0)} were asked for"
        for ref, kopecks in made.items()
        if kopecks > asked.get(ref, 0)
    ]


def _money(books: Books, payers: list[Payer]) -> Iterator[str]:
    bank = books.kept_at_bank()
    for name, book in (("payments", books.kept_here()), ("the ledger", books.kept_in_ledger())):
        yield from (f"lost: {sums} is paid at the bank and not in {name}" for sums in bank - book)
        yield from (f"invented or doubled: {sums} is in {name} and not at the bank" for sums in book - bank)
    paid, credited = books.paid_here(), books.credited()
    yield from (f"lost: {sums} was paid and not credited" for sums in paid - credited)
    yield from (f"invented or doubled: {sums} was credited and not paid" for sums in credited - paid)
    here, there = books.accounts_of()
    yield from (f"credited to {there[ref]} instead of {here[ref]}: {ref}" for ref in here.keys() & there.keys()
                if here[ref] != there[ref])  # fmt: skip
    promised = {item for payer in payers for item in payer.started.items()}
    strange = {key for key in paid if key[0] in {ref for ref, _ in promised}} - promised
    yield from (f"other sum than asked for: {sums}" for sums in strange)


def _facts(books: Books) -> Iterator[str]:
    yield from (f"stuck: {count} facts in the outbox of {service}" for service, count in books.waiting().items())
    yield from (f"stuck: {count} messages in {queue}" for queue, count in _stuck(books).items())
    for fact, consumers in CONSUMERS.items():
        published = [identity for identity, kind in books.published(fact.SOURCE) if kind == fact.TYPE]
        for consumer in consumers:
            queue, heard = queue_of(consumer, fact.TYPE), books.heard(consumer)
            yield from (f"lost: fact {identity} never came to {queue}" for identity in published
                        if (queue, identity) not in heard)  # fmt: skip


def _stuck(books: Books) -> dict[str, int]:
    """The broker counts every five seconds: what it still shows after that is there."""
    end = time.monotonic() + 6
    while (queued := books.queued()) and time.monotonic() < end:
        time.sleep(0.3)
    return queued


def _effects(books: Books) -> Iterator[str]:
    brought, recorded = books.with_readings(), books.recorded()
    paid_with, kept = set(brought.values()), Counter(brought.get(ref, ref) for ref in recorded.elements())
    yield from (f"lost: no reading «при оплате» {value}" for value in paid_with - kept.keys())
    yield from (f"doubled or invented: reading {value}" for value in kept - Counter(paid_with))
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
    left = books.read(
        "payments",
        "select id, state from refunds where state in ('requested', 'sent', 'unknown') and next_check_at is null",
    )
    yield from (f"stuck: refund {ref} is {state}" for ref, state in left)
    edges = {(edge.name, edge.source, edge.target) for edge in TRANSITIONS}
    for ref, edge, source, target, before, explained in books.read("payments", STEPS):
        if source != before or not explained or (edge, source, target) not in edges:
            yield f"history of {ref}: {edge} from {source} to {target} after {before}"
    yield from (f"history of {ref}: ends in {last}, the payment is {state}" for ref, state, last in
                books.read("payments", TORN))  # fmt: skip


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
