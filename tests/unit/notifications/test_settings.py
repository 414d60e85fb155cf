"""A process that could not send a letter does not start."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from services.notifications.settings import NotificationsSettings

RIGHT = {
    "letter_keys": "l" * 24,
    "amqp_url": "amqp://x",
    "database_url": "postgresql+psycopg://x",
    "smtp_url": "smtp+starttls://user:pw@mail.example.ru:587",
    "mail_from": "kabinet@example.ru",
    "public_url": "https://svet.kaluga.ru",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("letter_keys", "short"),
        ("letter_keys", "l" * 24 + ",short"),
        ("smtp_url", "http://mail"),
        ("smtp_url", "smtp://"),
        ("mail_from", "Кабинет <a@b.ru>\r\nBcc: x@y.ru"),
        ("public_url", "https://svet.kaluga.ru/"),
        ("supplier_file", "/no/such/file"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        NotificationsSettings(**RIGHT | {name: value})


@pytest.mark.req("M1.1")
def test_the_supplier_is_configuration(tmp_path: Path) -> None:
    file = tmp_path / "supplier.json"
    file.write_text('{"short_name": "Другая компания"}', encoding="utf-8")
    assert NotificationsSettings(**RIGHT, supplier_file=str(file)).supplier.short_name == "Другая компания"
    assert NotificationsSettings(**RIGHT, supplier_file="").supplier.short_name == "Калужская сбытовая компания"
