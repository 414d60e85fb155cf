"""The states of a payment and of a refund, and every transition between them, as data."""

from typing import NamedTuple


class Transition(NamedTuple):
    """A named change from one state to another."""

    name: str
    source: str
    target: str


class ForbiddenTransition(Exception):
    """A defect of ours: a transition was tried that is not in the table."""


def _from(name: str, sources: str, target: str) -> list[Transition]:
    return [Transition(name, source, target) for source in sources.split()]


#: What is decided while the order is being made at the bank.
_BEGINNING = [
    *_from("registration_started", "draft", "registering"),
    *_from("restored", "draft", "unknown"),
    *_from("registered", "registering", "awaiting_bank"),
    *_from("registration_refused", "registering", "declined"),
    *_from("never_sent", "registering", "declined"),
    *_from("answer_unclear", "registering", "unknown"),
    *_from("found_at_bank", "registering unknown", "awaiting_bank"),
    *_from("not_at_bank", "registering unknown", "declined"),
]

#: What the bank's status decides. The sources beyond `awaiting_bank` are corrections to match the bank.
_DECIDED = [
    *_from("confirmed", "registering unknown awaiting_bank", "paid"),
    *_from("corrected_to_paid", "declined cancelled expired manual_review", "paid"),
    *_from("attempts_exhausted", "awaiting_bank manual_review", "declined"),
    *_from("session_over", "awaiting_bank manual_review", "expired"),
    *_from("reversed_before_seen_paid", "registering unknown awaiting_bank manual_review", "cancelled"),
    *_from("answer_contradicts", "registering unknown awaiting_bank declined cancelled expired", "manual_review"),
    *_from("schedule_exhausted", "registering unknown awaiting_bank", "manual_review"),
    *_from("abandoned", "awaiting_bank", "expired"),
    *_from("replaced", "awaiting_bank", "cancelled"),
    *_from("cancelled_by_customer", "awaiting_bank", "cancelled"),
    *_from("settled_as_paid", "manual_review", "paid"),
    *_from("settled_as_not_paid", "manual_review", "declined"),
]

#: Money that goes back.
_RETURNED = [
    *_from("returned_in_part", "paid partly_refunded", "partly_refunded"),
    *_from("returned_whole", "paid partly_refunded", "refunded"),
    *_from("reversed_at_bank", "paid partly_refunded", "reversed"),
    *_from("reversed_for_us", "paid", "reversed"),
]

TRANSITIONS = frozenset([*_BEGINNING, *_DECIDED, *_RETURNED])

REFUND_TRANSITIONS = frozenset(
    [
        *_from("sent", "requested unknown", "sent"),
        *_from("done", "requested sent unknown manual_review refused", "done"),
        *_from("refused", "sent unknown", "refused"),
        *_from("withheld", "requested", "refused"),
        *_from("answer_unclear", "sent", "unknown"),
        *_from("never_sent", "sent", "requested"),
        *_from("schedule_exhausted", "requested sent unknown", "manual_review"),
        *_from("answer_contradicts", "sent", "manual_review"),
        *_from("settled_as_refused", "manual_review", "refused"),
        *_from("of_no_account", "sent", "manual_review"),
        *_from("divided", "manual_review", "divided"),
    ]
)

IN_FLIGHT = frozenset({"registering", "unknown", "awaiting_bank"})
"""The outcome is not known yet: the poller asks the bank."""
PAID = frozenset({"paid", "partly_refunded"})
"""The shop has money of the customer."""
WAS_PAID = PAID | {"refunded", "reversed"}
FAILED = frozenset({"declined", "cancelled", "expired"})
FINAL = WAS_PAID | FAILED
OUTSTANDING_REFUND = frozenset({"requested", "sent", "unknown"})


def find_transition(table: frozenset[Transition], name: str, source: str) -> Transition:
    """Returns the transition of this name out of `source`. Raises ForbiddenTransition when the table has none."""
    for transition in table:
        if transition.name == name and transition.source == source:
            return transition
    raise ForbiddenTransition(f"{name} from {source}")
