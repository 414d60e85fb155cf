"""A process with settings that it cannot honour does not start."""

import pytest
from pydantic import ValidationError

from services.auth.settings import AuthSettings

NEEDED = {"amqp_url": "amqp://x", "database_url": "postgresql+psycopg://x", "data_keys": "k" * 24}
NEEDED |= {"letter_keys": "l" * 24}


def test_the_defaults_are_those_of_the_manual() -> None:
    settings = AuthSettings(**NEEDED)
    assert (settings.password_recovery, settings.ownership_proof) == ("password", "none")
    assert settings.recovery_lifetime.total_seconds() == 24 * 3600
    assert AuthSettings(**NEEDED, password_recovery="link").recovery_lifetime.total_seconds() == 3600


@pytest.mark.parametrize(
    "wrong",
    [{"session_idle_minutes": 0}, {"password_recovery": "sms"}, {"activation_hours": -1}, {"ownership_proof": "dna"}],
)
def test_a_wrong_value_is_named(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        AuthSettings(**NEEDED, **wrong)
