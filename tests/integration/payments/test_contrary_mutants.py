"""The contrary bank notices what it is there for: each known mistake of an adapter, put back in, breaks an invariant of
the story that goes well without it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from services.payments.acquirers.sberbank import client, order_status, reading
from services.payments.acquirers.sberbank.classic import ClassicBank
from services.payments.acquirers.sberbank.ecom import EcomBank
from services.payments.bank import returned
from services.payments.bank.replies import Callback, Done, NotSent, OrderState, OrderStatus, PerhapsRefused, Unclear
from services.payments.lifecycle import announce
from services.payments.refunds import by_bank, matching, returns
from tests.integration.payments.contrary_story import Story
from tests.integration.payments.outside import bank_certificate, outside, signers  # noqa: F401 - fixtures
from tests.support.contrary_bank.wire import Ruin

pytestmark = [pytest.mark.req("B3"), pytest.mark.case("I1", "I2", "I3", "I4", "I6")]

Scene = Callable[[Any], None]
Mistake = Callable[[pytest.MonkeyPatch], None]


def paid(story: Story, **traits: Any) -> None:
    story.bank.traits = replace(story.bank.traits, **traits)
    story.press_pay(1000)
    story.pay_at_the_bank()
    story.staff_ask()
    holds(story)


def holds(story: Story) -> None:
    """The invariants, as hypothesis looks at them after each step."""
    story.no_more_is_given_back_than_was_asked()
    story.each_account_gets_its_own()
    story.every_movement_is_told_once()
    story.nobody_can_pay_two_orders()


def a_part_goes_back(story: Story) -> None:
    paid(story, lists="absent")
    story.staff_give_back(300, whole=False)
    story.staff_ask()


def an_answer_is_lost_and_the_status_lags(story: Story) -> None:
    paid(story)
    story.bank.ruins.append(Ruin("refund", done=True, cut=0, end="alert"))
    story.staff_give_back(300, whole=False)
    story.bank.behind = 4
    story.time_passes(30)


def an_answer_is_lost_and_the_status_tells_no_refunds(story: Story) -> None:
    paid(story, lists="absent", sums="absent")
    story.bank.ruins.append(Ruin("refund", done=True, cut=0))
    story.staff_give_back(300, whole=False)
    story.time_passes(30)


def an_answer_is_lost_and_refunds_have_no_key(story: Story) -> None:
    paid(story, keys=False)
    story.bank.ruins.append(Ruin("refund", done=True, cut=0))
    story.staff_give_back(300, whole=False)
    story.staff_ask()
    holds(story)
    story.time_passes(30)


def the_bank_has_settled(story: Story) -> None:
    paid(story)
    story.the_bank_settles()
    story.bank.ruins.append(Ruin("refund", done=False, cut=0))
    story.staff_give_back(1000, whole=True)


def nobody_has_paid(story: Story) -> None:
    story.bank.traits = replace(story.bank.traits, sums="absent", lists="absent")
    story.press_pay(1000)
    story.staff_ask()


def the_payer_claims_back(story: Story) -> None:
    paid(story)
    story.the_payer_claims_back()
    story.staff_ask()


def a_stranger_calls(story: Story) -> None:
    story.press_pay(1000)
    story.a_callback_comes("foreign key", "deposited")


def the_bank_gives_back_of_several_accounts(story: Story) -> None:
    story.press_pay(1000, [500])
    story.pay_at_the_bank()
    story.staff_ask()
    story.the_bank_gives_back(300, reversal=False)
    story.staff_ask()
    holds(story)
    story.staff_say_whose_it_is()
    story.staff_ask()


def the_first_account_gives_back(patch: pytest.MonkeyPatch) -> None:
    """What went back of an order of several accounts is entered for the first one, whole and again."""
    whole = by_bank.divide

    def divide(*given: Any, **more: Any) -> None:
        session, payment, refund, _, *rest = given
        whole(session, payment, refund, [(payment.parts[0], refund.amount_kopecks + 1)], *rest, **more)

    patch.setattr(by_bank, "divide", divide)


def each_account_gets_the_whole(patch: pytest.MonkeyPatch) -> None:
    told = announce.PaymentSucceeded

    def event(**fields: Any) -> Any:
        return told(**fields | {"amount_kopecks": sum(part.amount_kopecks for part in fields["parts"])})

    patch.setattr(announce, "PaymentSucceeded", event)


def net_taken_for_gross(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(returned, "_by_sums", lambda state: state.amount - (state.deposited - state.refunded))


def unclear_taken_for_unsent(patch: pytest.MonkeyPatch) -> None:
    whole = ClassicBank.refund

    def refund(self: ClassicBank, *asked: Any) -> Any:
        answer = whole(self, *asked)
        return NotSent(answer.reason) if isinstance(answer, Unclear) else answer

    patch.setattr(ClassicBank, "refund", refund)


def a_new_key_for_each_attempt(patch: pytest.MonkeyPatch) -> None:
    whole = EcomBank.refund

    def refund(self: EcomBank, order_id: str, kopecks: int, _key: str, sale: Any) -> Any:
        return whole(self, order_id, kopecks, str(uuid4()), sale)

    patch.setattr(EcomBank, "refund", refund)


def every_movement_is_the_banks_own(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(returns, "match", lambda unknown, *_: matching.Matched(by_bank=[unknown] if unknown else []))


def a_refusal_taken_for_done(patch: pytest.MonkeyPatch) -> None:
    whole = reading.read_command

    def read(raw: Any) -> Any:
        answer = whole(raw)
        return Done() if isinstance(answer, PerhapsRefused) else answer

    for module in ("classic", "ecom", "client"):
        patch.setattr(f"services.payments.acquirers.sberbank.{module}.read_command", read)


def registered_taken_for_paid(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(order_status.STATUSES, 0, OrderStatus.DEPOSITED)


def chargebacks_overlooked(patch: pytest.MonkeyPatch) -> None:
    whole = client.read_state

    def read(raw: Any) -> Any:
        answer = whole(raw)
        return replace(answer, chargeback=False) if isinstance(answer, OrderState) else answer

    patch.setattr(client, "read_state", read)


def any_signature_believed(patch: pytest.MonkeyPatch) -> None:
    whole = client.SberbankClient.read_callback

    def read(self: Any, parameters: Any) -> Callback:
        return replace(whole(self, parameters), authentic=True)

    patch.setattr(client.SberbankClient, "read_callback", read)


KNOWN: list[tuple[str, Mistake, Scene]] = [
    ("ecom", net_taken_for_gross, a_part_goes_back),
    ("classic", net_taken_for_gross, a_part_goes_back),
    ("classic", unclear_taken_for_unsent, an_answer_is_lost_and_the_status_lags),
    ("ecom", a_new_key_for_each_attempt, an_answer_is_lost_and_the_status_tells_no_refunds),
    ("ecom", every_movement_is_the_banks_own, an_answer_is_lost_and_refunds_have_no_key),
    ("classic", a_refusal_taken_for_done, the_bank_has_settled),
    ("ecom", registered_taken_for_paid, nobody_has_paid),
    ("classic", chargebacks_overlooked, the_payer_claims_back),
    ("ecom", any_signature_believed, a_stranger_calls),
    ("ecom", the_first_account_gives_back, the_bank_gives_back_of_several_accounts),
    ("classic", each_account_gets_the_whole, the_bank_gives_back_of_several_accounts),
]
WAYS = [((generation, "tls"), mistake, scene) for generation, mistake, scene in KNOWN]
NAMES = [f"{mistake.__name__}-{generation}" for generation, mistake, _ in KNOWN]


@pytest.fixture
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as made:
        yield made


@pytest.mark.parametrize(("outside", "mistake", "scene"), WAYS, ids=NAMES, indirect=["outside"])
def test_each_known_mistake_breaks_an_invariant(
    outside: type[Story],  # noqa: F811
    mistake: Mistake,
    scene: Scene,
    patch: pytest.MonkeyPatch,
) -> None:
    right = outside()
    scene(right)
    holds(right)
    right.teardown()
    mistake(patch)
    wrong = outside()
    with pytest.raises(AssertionError):
        scene(wrong)
        holds(wrong)
        wrong.teardown()
