"""Made-up events for the previews of letters: no person's data and no working link. Pure."""

from datetime import UTC, date, datetime

from contracts.billing import BillPublished

ACCOUNT, USER, EMAIL = "180111111", "00000000-0000-0000-0000-000000000000", "ivanova@example.ru"
THEN, DAY = datetime(2026, 11, 5, 9, 30, tzinfo=UTC), date(2026, 11, 15)
TOKEN, PASSWORD = "sample", "obrazec-4821"
OWNER = {"user_id": USER, "account_number": ACCOUNT, "email": EMAIL}
BILL = BillPublished(
    account_number=ACCOUNT,
    period="2026-10",
    revision=1,
    total_kopecks=123_456,
    due_on=DAY,
    method="metered",
    readings=[],
    published_at=THEN,
)
