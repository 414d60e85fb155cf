"""Posting the forms of a page as a browser does: with the token and the address it came from."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


def post(client: FlaskClient, path: str, page: str = "/home", **data: object) -> TestResponse:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert found, page
    return client.post(path, data={"csrf_token": found[1]} | data, headers={"Referer": "https://localhost/home"})


def text(answer: TestResponse) -> str:
    """The page without tags, no-break spaces and line ends."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).replace("\N{NO-BREAK SPACE}", " ").split())
