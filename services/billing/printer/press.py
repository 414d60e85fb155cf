"""Printing: forms and bills become PDF files, by stencil where possible.

A stencil is cut for the first bill of a shape (about 0.3 s) and kept; each further bill of the shape costs a few
milliseconds, most of them for its QR code.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator

from contracts.bill import BillSnapshot
from contracts.printer import NoticesPrint, ReceiptPrint
from services.billing.printer import layout
from services.billing.printer.bill_view import bill_view
from services.billing.printer.leaves import View, leaves, marked, shape
from services.billing.printer.marks import mark
from services.billing.printer.notice_view import notice_view
from services.billing.printer.receipt_view import receipt_view
from services.billing.printer.stencil import Stencil, UnsettableError, cut

BILLS = {1: "bill.html.j2", 2: "bill_2.html.j2"}
"""By form version: what was printed in one looks alike for ever, a new look is a new version and its template."""
LARGE_BILL, RECEIPT, NOTICE = "bill_large.html.j2", "receipt.html.j2", "notice.html.j2"
STENCILS_KEPT = 200
"""About 70 KB each. A town needs some dozens: zones, digits of the meter, number of lines, notices."""


class Press:
    """Not for several threads at once."""

    def __init__(self, kept: int = STENCILS_KEPT) -> None:
        self._kept = kept
        self._stencils: OrderedDict[Hashable, Stencil] = OrderedDict()

    def bill(self, snapshot: BillSnapshot) -> bytes:
        return self._print(BILLS[snapshot.form_version], bill_view(snapshot))

    def bills(self, snapshots: Iterable[BillSnapshot]) -> Iterator[bytes]:
        """One file a bill, in order; a whole town may pass through, nothing of it is kept."""
        return (self.bill(snapshot) for snapshot in snapshots)

    def large_bill(self, snapshot: BillSnapshot) -> bytes:
        """The same content in large print (B11): 16 points and more, lines break by themselves, several pages."""
        return layout.write(layout.lay_out(LARGE_BILL, bill_view(snapshot)))

    def receipt(self, request: ReceiptPrint) -> bytes:
        return self._print(RECEIPT, receipt_view(request))

    def notices(self, request: NoticesPrint) -> Iterator[bytes]:
        """One file a notice, in order."""
        return (self._print(NOTICE, notice_view(request, one)) for one in request.notices)

    def _print(self, template: str, view: View) -> bytes:
        try:
            return self._stencil(template, view).fill(list(leaves(view)))
        except UnsettableError:
            return layout.write(layout.lay_out(template, view))

    def _stencil(self, template: str, view: View) -> Stencil:
        key = (template, shape(view))
        if key not in self._stencils:
            self._stencils[key] = cut(layout.lay_out(template, marked(view, mark)))
            if len(self._stencils) > self._kept:
                self._stencils.popitem(last=False)
        self._stencils.move_to_end(key)
        return self._stencils[key]
