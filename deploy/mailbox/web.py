"""The page that people read letters on, and the JSON that tests read."""

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, jsonify, render_template, request, send_file, url_for

from deploy.mailbox.faults import Faults, from_json
from deploy.mailbox.letters import Letter
from deploy.mailbox.store import Store

MOSCOW = ZoneInfo("Europe/Moscow")
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

    def letter_or_404(letter_id: str) -> Letter:
        return store.find(letter_id) or abort(404)

    @app.after_request
    def harden(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.get("/")
    def inbox() -> str:
        recipient = request.args.get("to", "").strip()
        letters = store.newest_first(recipient or None)
        return render_template("inbox.html", letters=letters[:SHOWN], total=len(letters), to=recipient)

    @app.get("/letters/<letter_id>")
    def letter(letter_id: str) -> str:
        return render_template("letter.html", letter=letter_or_404(letter_id))

    @app.get("/letters/<letter_id>/html")
    def letter_html(letter_id: str) -> Response:
        """The HTML part by itself, for the sandboxed frame; its links open beside the mailbox."""
        body = '<base target="_blank">' + letter_or_404(letter_id).html
        answer = Response(body, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = LETTER_POLICY
        return answer

    @app.get("/letters/<letter_id>.eml")
    def letter_raw(letter_id: str) -> Response:
        return _download(letter_or_404(letter_id).raw, f"{letter_id}.eml", "message/rfc822")

    @app.get("/letters/<letter_id>/files/<int:number>")
    def attachment(letter_id: str, number: int) -> Response:
        files = letter_or_404(letter_id).attachments
        if number >= len(files):
            abort(404)
        return _download(files[number].content, files[number].name, files[number].media_type)

    @app.get("/api/messages")
    def messages() -> Response:
        letters = store.newest_first(request.args.get("to"))
        return jsonify({"messages": [_described(one) for one in letters[:SHOWN]]})

    @app.delete("/api/messages")
    def clear() -> tuple[str, int]:
        store.clear()
        return "", 204

    @app.get("/api/faults")
    def show_fault() -> Response:
        return jsonify(_fault(faults))

    @app.put("/api/faults")
    def set_fault() -> Response | tuple[Response, int]:
        try:
            faults.switch(from_json(request.get_json(silent=True)))
        except ValueError as wrong:
            return jsonify({"error": str(wrong)}), 400
        return jsonify(_fault(faults))

    @app.delete("/api/faults")
    def no_fault() -> tuple[str, int]:
        faults.switch(None)
        return "", 204

    return app


def _download(content: bytes, name: str, media_type: str) -> Response:
    return send_file(BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name)


def _described(letter: Letter) -> dict[str, Any]:
    files = [
        {
            "name": file.name,
            "media_type": file.media_type,
            "size": len(file.content),
            "url": url_for("attachment", letter_id=letter.id, number=number, _external=True),
        }
        for number, file in enumerate(letter.attachments)
    ]
    return {
        "id": letter.id,
        "at": letter.at.isoformat(),
        "from": letter.author,
        "to": letter.recipients,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "attachments": files,
        "url": url_for("letter", letter_id=letter.id, _external=True),
    }


def _fault(faults: Faults) -> dict[str, Any]:
    fault = faults.current
    if fault is None:
        return {"kind": None}
    return {
        "kind": fault.kind.value,
        "code": fault.code,
        "seconds": fault.seconds,
        "keep": fault.keep,
        "times": fault.times,
        "to": fault.to,
    }
