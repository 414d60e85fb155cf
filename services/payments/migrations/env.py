"""Alembic's way in."""

from chassis.database.migrations import run_environment
from services.payments import models  # noqa: F401
from services.payments.approvals import models as approvals  # noqa: F401
from services.payments.base import Table
from services.payments.copies import models as copies  # noqa: F401
from services.payments.reconciliation import models as reconciliation  # noqa: F401
from services.payments.statements import models as statements  # noqa: F401

run_environment(Table.metadata)
