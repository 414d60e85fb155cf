"""What is stored sealed opens with its key and at its place only."""

import pytest

from chassis.sealing import SealBroken, Sealer

OLD, NEW, PLACE = "o" * 28, "n" * 28, "users.totp_secret 7"


def test_a_sealed_text_opens_and_never_looks_the_same() -> None:
    sealer = Sealer(OLD)
    first, second = sealer.seal("JBSWY3DPEHPK3PXP", PLACE), sealer.seal("JBSWY3DPEHPK3PXP", PLACE)
    assert first != second and "JBSWY3DPEHPK3PXP" not in first
    assert [sealer.open(text, PLACE) for text in (first, second)] == ["JBSWY3DPEHPK3PXP"] * 2
    assert OLD not in first, "the id of a key tells nothing of it"


def test_the_first_key_seals_and_all_of_them_open() -> None:
    old, both = Sealer(OLD), Sealer(f"{NEW}, {OLD}")
    stored = old.seal("secret", PLACE)
    assert both.open(stored, PLACE) == "secret" and not both.is_current(stored)
    assert both.is_current(both.seal("secret", PLACE))
    with pytest.raises(SealBroken, match="no key"):
        Sealer(NEW).open(stored, PLACE)


@pytest.mark.parametrize("place", ["users.totp_secret 8", ""])
def test_a_value_moved_to_another_row_does_not_open(place: str) -> None:
    with pytest.raises(SealBroken, match="does not fit"):
        Sealer(OLD).open(Sealer(OLD).seal("secret", PLACE), place)


def test_a_changed_value_does_not_open() -> None:
    stored = Sealer(OLD).seal("secret", PLACE)
    changed = stored[:-12] + ("A" if stored[-12] != "A" else "B") + stored[-11:]
    with pytest.raises(SealBroken):
        Sealer(OLD).open(changed, PLACE)


def test_what_an_older_release_stored_is_read_as_it_is() -> None:
    assert Sealer(OLD).open("JBSWY3DPEHPK3PXP", PLACE) == "JBSWY3DPEHPK3PXP"
    assert not Sealer(OLD).is_current("JBSWY3DPEHPK3PXP")


@pytest.mark.parametrize("keys", ["", "short", f"{OLD},short"])
def test_a_key_that_can_be_guessed_stops_the_start(keys: str) -> None:
    with pytest.raises(ValueError, match="24"):
        Sealer(keys)
