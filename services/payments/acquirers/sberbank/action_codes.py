"""The bank's actionCode of an attempt, in categories that a payer can act upon (table of the gateway's OpenAPI 1.0.7;
the codes 51, 54, 61 and 65 are those of ISO 8583 that older installations pass on)."""

from services.payments.bank.replies import RefusalReason

NO_REFUSAL = (0, -100, -99, -2007, 400)
"""Paid, not tried, in progress, the page's time over, reversed."""

_CODES = {
    RefusalReason.FUNDS: (51, 116),
    RefusalReason.LIMIT: (12, 61, 65, 121, 123),
    RefusalReason.CARD_EXPIRED: (54, 101),
    RefusalReason.CARD_DATA: (14, 82, 111, 125, 1015),
    RefusalReason.CARD_BLOCKED: (41, 43, 62, 104, 106),
    RefusalReason.NOT_CONFIRMED: (
        *(1, -2005, -2006, -2010, -2011, -2015, -2016, -2017, -2018, -2019, -2020),
        *(2003, 2005),
    ),
    RefusalReason.ISSUER_SILENT: (15, 31, 91, 96, 103, 909, 910, 1001, 1014, 1018, 1019),
}
_REASON = {code: reason for reason, codes in _CODES.items() for code in codes}


def refusal_reason(action_code: int) -> RefusalReason | None:
    """Why the last attempt was refused; None when none was. The bank's own code stays for staff.

    -2013 (no more attempts) hides the reason of the last one: what was seen before it still holds.
    """
    if action_code in NO_REFUSAL:
        return None
    return _REASON.get(action_code, RefusalReason.REFUSED)
