"""The page that people read letters on."""

from io import BytesIO

from flask import Blueprint, Flask, Response, abort, render_template, request, send_file

from deploy.simulators.mailbox import api, fault_page
from deploy.simulators.mailbox.faults import Faults
from deploy.simulators.mailbox.letters import Letter
from deploy.simulators.mailbox.store import Store
from wording.moscow import MOSCOW

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; base-uri 'none'; form-action 'self'"
)
LETTER_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'"
)
"""A letter may be dressed and may link, nothing else: no scripts, no forms, nothing from elsewhere."""
SHOWN = 200


def create_app(store: Store, faults: Faults) -> Flask:
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.jinja_env.filters["moscow"] = lambda at: at.astimezone(MOSCOW).strftime("%d.%m.%Y %H:%M:%S")
    app.register_blueprint(_pages(store))
    app.register_blueprint(api.messages(store))
    app.register_blueprint(api.faults(faults))
    app.register_blueprint(fault_page.pages(faults))
    app.after_request(_harden)
    return app


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _pages(store: Store) -> Blueprint:
    pages = Blueprint("pages", __name__)

    def letter_or_404(letter_id: str) -> Letter:
        return store.find(letter_id) or abort(404)

    @pages.get("/")
    def inbox() -> str:
        recipient = request.args.get("to", "").strip()
        letters = store.newest_first(recipient or None)
        return render_template("inbox.html", letters=letters[:SHOWN], total=len(letters), to=recipient)

    @pages.get("/letters/<letter_id>")
    def letter(letter_id: str) -> str:
        return render_template("letter.html", letter=letter_or_404(letter_id))

    @pages.get("/letters/<letter_id>/html")
    def letter_html(letter_id: str) -> Response:
        """The HTML part by itself, for the sandboxed frame; its links open beside the mailbox."""
        body = '<base target="_blank">' + letter_or_404(letter_id).html
        answer = Response(body, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = LETTER_POLICY
        return answer

    @pages.get("/letters/<letter_id>.eml")
    def letter_raw(letter_id: str) -> Response:
        return _download(letter_or_404(letter_id).raw, f"{letter_id}.eml", "message/rfc822")

    @pages.get("/letters/<letter_id>/files/<int:number>")
    def attachment(letter_id: str, number: int) -> Response:
        files = letter_or_404(letter_id).attachments
        if number >= len(files):
            abort(404)
        return _download(files[number].content, files[number].name, files[number].media_type)

    return pages


def _download(content: bytes, name: str, media_type: str) -> Response:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)
