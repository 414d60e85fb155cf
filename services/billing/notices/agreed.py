"""The instalment agreement in force of an account, judged by the money that came since (п. 72, 118)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from contracts.bill import AgreementBlock, Instalment
from contracts.billing import Agreement, AgreementPart
from services.billing.accounts.unreadable import Unreadable
from services.billing.rules.instalments import Due, required, state

_AGREED = text(
    """
    select a.account_number, a.number, a.agreed_on, a.parts, coalesce(money.paid, 0) as paid, bills.current
    from (
        select distinct on (account_number) account_number, number, agreed_on, parts from agreements
        where account_number = any (:numbers) and not exists (
            select from account_terms t
            where t.account_number = agreements.account_number and t.since > agreements.agreed_on
        ) order by account_number, agreed_on desc, recorded_at desc
    ) a
    left join lateral (
        select -sum(amount_kopecks) as paid from ledger
        where account_number = a.account_number and kind in ('credit', 'refund') and paid_on >= a.agreed_on
    ) money on true
    left join lateral (
        select json_agg(json_build_array(due_on, kopecks)) as current from (
            select b.due_on, sum(l.amount_kopecks) as kopecks from ledger l
            join lateral (
                select due_on from bills where account_number = l.account_number and period = l.period
                order by revision desc limit 1
            ) b on true
            where l.account_number = a.account_number and l.kind not in ('opening', 'credit', 'refund')
              and (l.occurred_at at time zone 'Europe/Moscow')::date > a.agreed_on
            group by b.due_on
        ) due
    ) bills on true
    """
)


def agreements_of(
    session: Session, numbers: Sequence[str], today: date, unreadable: Unreadable | None = None
) -> dict[str, Agreement]:
    """The last agreement of each account that has one, with its state today; `unreadable` names the damaged ones."""
    rows = session.execute(_AGREED, {"numbers": list(numbers)}) if numbers else ()
    found = {}
    for row in rows:
        try:
            found[row.account_number] = _agreement(row, today)
        except Exception:
            if unreadable is None:
                raise
            unreadable.leave_out(row.account_number, "agreements.parts")
    return found


def agreement_of(session: Session, account_number: str, today: date) -> Agreement | None:
    """The account's last agreement with its state today."""
    return agreements_of(session, [account_number], today).get(account_number)


def block_of(agreement: Agreement | None) -> AgreementBlock | None:
    """The agreement as bill and portal show it; None when its debt is paid."""
    if agreement is None or agreement.state == "fulfilled":
        return None
    return AgreementBlock(
        number=agreement.number,
        agreed_on=agreement.agreed_on,
        parts=[Instalment(due_on=part.due_on, amount_kopecks=part.amount_kopecks) for part in agreement.parts],
        paid_kopecks=agreement.paid_kopecks,
        required_kopecks=agreement.required_kopecks,
        state=agreement.state,
    )


def _agreement(row: Any, today: date) -> Agreement:
    bills: list[Due] = [(date.fromisoformat(due_on), int(kopecks)) for due_on, kopecks in row.current or ()]
    parts = [AgreementPart.model_validate(part, strict=False) for part in row.parts]
    agreed: list[Due] = [(part.due_on, part.amount_kopecks) for part in parts]
    return Agreement(
        number=row.number,
        agreed_on=row.agreed_on,
        parts=parts,
        paid_kopecks=int(row.paid),
        required_kopecks=required(agreed, bills, today),
        state=state(agreed, bills, int(row.paid), today),
    )
