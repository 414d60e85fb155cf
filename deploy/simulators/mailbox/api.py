"""The JSON that tests and the demonstration read, and the switch of faults."""

from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from deploy.simulators.mailbox.faults import Faults, from_json
from deploy.simulators.mailbox.letters import Letter
from deploy.simulators.mailbox.store import Store

LISTED = 200


def messages(store: Store) -> Blueprint:
    """`GET /api/messages?to=`: the newest first; `DELETE` forgets all."""
    blueprint = Blueprint("messages", __name__, url_prefix="/api/messages")

    @blueprint.get("")
    def show() -> Response:
        letters = store.newest_first(request.args.get("to"))
        return jsonify({"messages": [_described(one) for one in letters[:LISTED]]})

    @blueprint.delete("")
    def clear() -> tuple[str, int]:
        store.clear()
        return "", 204

    return blueprint


def faults(switch: Faults) -> Blueprint:
    """`GET`, `PUT {"kind": ...}` and `DELETE /api/faults`."""
    blueprint = Blueprint("faults", __name__, url_prefix="/api/faults")

    @blueprint.get("")
    def show() -> Response:
        return jsonify(_current(switch))

    @blueprint.put("")
    def put() -> Response | tuple[Response, int]:
        try:
            switch.switch(from_json(request.get_json(silent=True)))
        except ValueError as wrong:
            return jsonify({"error": str(wrong)}), 400
        return jsonify(_current(switch))

    @blueprint.delete("")
    def clear() -> tuple[str, int]:
        switch.switch(None)
        return "", 204

    return blueprint


def _described(letter: Letter) -> dict[str, Any]:
    files = [
        {
            "name": file.name,
            "media_type": file.media_type,
            "size": len(file.content),
            "url": url_for("pages.attachment", letter_id=letter.id, number=number, _external=True),
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
        "url": url_for("pages.letter", letter_id=letter.id, _external=True),
    }


def _current(switch: Faults) -> dict[str, Any]:
    fault = switch.current
    if fault is None:
        return {"kind": None}
    return {
        "kind": fault.kind.value,
        "code": fault.code,
        "answer": fault.answer,
        "at": fault.at.value,
        "seconds": fault.seconds,
        "keep": fault.keep,
        "times": fault.times,
        "to": fault.to,
    }
