"""Each case of the fault catalogue has a test, or a line that says why not here."""

from deploy.development.fault_catalogue import read

GROUPS = {"A": 15, "B": 13, "C": 30, "E": 12, "F": 5, "G": 10, "I": 9}
"""The groups that the payment path must survive, with their sizes."""


def test_the_catalogue_is_whole() -> None:
    expected = [f"{group}{number}" for group, size in GROUPS.items() for number in range(1, size + 1)]
    assert [case.id for case in read()] == expected


def test_each_case_has_a_test_or_a_reason() -> None:
    assert [case.id for case in read() if not case.tests and not case.reason] == []
