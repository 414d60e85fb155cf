"""The page for the supplier's engineer tells the columns as they are."""

from dataclasses import fields

import pytest

from contracts.supply import FORMS, PARAMETERS
from deploy.development.import_page import PAGE, page
from services.billing.rules import policy as billing
from services.readings.rules import policy as readings


@pytest.mark.req("S1")
def test_the_page_is_made_from_the_contract() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m deploy.development.import_page"


def test_every_number_of_the_rules_can_be_loaded() -> None:
    used = {field.name for policy in (billing.Policy, readings.Policy) for field in fields(policy)}
    assert used == set(PARAMETERS)


def test_keys_and_days_are_columns() -> None:
    for form in FORMS:
        columns = {column.name for column in form.columns}
        assert columns.issuperset(form.keys)
        assert columns.issuperset(name for pair in form.not_before for name in pair)
        assert len(columns) == len(form.columns)
