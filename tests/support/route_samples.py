"""Every route of the application with values for its parameters."""

from dataclasses import dataclass

from flask import Flask

from contracts.routes import PUBLIC, ROUTES
from gateway.staff.access.members import access_row_of
from tests.support.scripted.household import FLAT

VALUES = {
    "number": FLAT, "period": "2026-10", "form": "pdf", "code": "7K3M-Q9PX-2B4D", "payment_id": "P-1",
    "register_id": "r1", "operation_id": 5, "day": "2026-11-05",
    "appeal_id": "a1", "reading_id": "7", "letter_id": "l1", "file_id": "f1", "name": "policy", "filename": "mark.svg",
    "token_id": "t1", "import_id": "p1", "topic": "due", "since": "2026-12-01", "package_id": "p1",
    "user_id": "u1", "template_id": "t1", "kind": "activation", "edition": "2026-11-01", "news_id": "n1",
    "payout_id": "p-1", "note_id": "1", "credit": "c3", "step": "approve", "owner": "account", "act_id": "a1",
    "report_id": "rep-1", "reader": "bailiffs", "batch_id": "nb-1", "part": 0, "wish_id": "w-1",
    "keeper": "billing", "approval_id": "ap-1",
}  # fmt: skip
LISTED = {endpoint: row for row, endpoints in ROUTES.items() for endpoint in endpoints}


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    endpoint: str

    @property
    def public(self) -> bool:
        return LISTED.get(self.endpoint) == PUBLIC

    @property
    def desk(self) -> bool:
        return self.path.startswith("/staff")

    @property
    def api(self) -> bool:
        return self.path.startswith("/api/")


def rows(app: Flask) -> dict[str, str]:
    """The row of the access matrix by endpoint: of the list in the contracts, or given to a view of the desk."""
    declared = {endpoint: access_row_of(view) for endpoint, view in app.view_functions.items()}
    assert not [endpoint for endpoint, row in declared.items() if row and endpoint in LISTED], (
        "two rows for one endpoint"
    )
    return LISTED | {endpoint: row for endpoint, row in declared.items() if row}


def every(app: Flask, *methods: str) -> list[Route]:
    with app.test_request_context():
        found = []
        for rule in app.url_map.iter_rules():
            _, path = rule.build({name: VALUES[name] for name in rule.arguments}) or ("", str(rule))
            found += [Route(m, path, rule.endpoint) for m in sorted((rule.methods or set()) & set(methods))]
        return found
