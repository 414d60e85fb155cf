"""The way out of letters: a person looks before it works, a mail program posts at once."""

import pytest
from flask.testing import FlaskClient

from chassis.errors import Refusal
from contracts.notifications import Unsubscribed
from tests.support.form_posting import text
from tests.support.scripted.rpc_client import ScriptedClient

KEY = "5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a11"
PAGE = f"/unsubscribe?key={KEY}&kind=readings"


@pytest.mark.req("B9")
def test_looking_changes_nothing_and_the_button_needs_no_session(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["notifications.unsubscribe"] = Unsubscribed(kind="readings", email_masked="s***@list.ru")
    shown = anybody.get(PAGE)
    assert "напоминания о показаниях" in text(shown) and shown.headers["Referrer-Policy"] == "no-referrer"
    assert rpc.requests("notifications.unsubscribe") == []
    done = anybody.post(PAGE, data={"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200 and "s***@list.ru" in text(done)
    (asked,) = rpc.requests("notifications.unsubscribe")
    assert (asked.key, asked.kind) == (KEY, "readings")


@pytest.mark.parametrize(
    "address", ["/unsubscribe", f"/unsubscribe?key={KEY}&kind=everything", "/unsubscribe?kind=due"]
)
def test_half_a_link_says_so_and_asks_nobody(address: str, anybody: FlaskClient, rpc: ScriptedClient) -> None:
    assert "Ссылка неполная" in text(anybody.get(address))
    assert anybody.post(address).status_code == 422
    assert rpc.requests("notifications.unsubscribe") == []


def test_a_strange_key_is_told_what_to_do(anybody: FlaskClient, rpc: ScriptedClient) -> None:
    rpc.answers["notifications.unsubscribe"] = Refusal("token_invalid", "Ссылка не подходит.", "key")
    answer = anybody.post(PAGE)
    assert answer.status_code == 409 and "Ссылка не подходит." in text(answer)
