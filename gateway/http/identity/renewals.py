"""A browser gets the token that a password check has renewed, whatever the page then answered."""

from flask import Flask, Response, g

from gateway.http.identity.cookie import set_cookie


def install(app: Flask) -> None:
    """Set the cookie on the answer of every request during which auth renewed the session's token."""

    @app.after_request
    def remember_renewed(response: Response) -> Response:
        token = g.pop("renewed", None)
        if token is not None:
            set_cookie(response, token)
        return response
