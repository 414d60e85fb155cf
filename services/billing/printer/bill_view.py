"""What the bill form prints, from a snapshot: every text ready, every long one already broken to its column."""

from contracts.bill import BillSnapshot
from services.billing.printer.common_view import common
from services.billing.printer.form_1_view import form_1_content, form_1_view
from services.billing.printer.form_2_view import form_2_content, form_2_view
from services.billing.printer.leaves import View
from services.billing.printer.paging import paging

FORMS = {1: (form_1_view, form_1_content), 2: (form_2_view, form_2_content)}
"""By form version: the view and how much it has to say."""


def bill_view(bill: BillSnapshot) -> View:
    """What the bill prints in its own form, and how airily."""
    own, content = FORMS[bill.form_version]
    view = common(bill) | own(bill)
    party_lines = max(sum(len(row["lines"]) for row in view[side]) for side in ("facts", "payee"))
    pages = paging(content(bill, view, party_lines))
    return view | {
        "form": bill.form_version,
        "airy": pages.airy,
        "dense": pages.dense,
        "ways": pages.ways,
        "overleaf": pages.overleaf,
    }
