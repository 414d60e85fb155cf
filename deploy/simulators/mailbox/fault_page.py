"""The page on which people choose what the mail server says, to see what the portal makes of it."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from deploy.simulators.mailbox.faults import Faults, from_json

EXAMPLES = (
    "550 5.1.1 User unknown",
    "552 5.2.2 Mailbox full",
    "450 4.2.0 Greylisted, come back in 300 seconds",
    "451 4.7.1 Rate limit exceeded",
    "554 5.7.1 Relay access denied",
    "550 5.4.5 Daily sending quota exceeded",
    "550 5.7.26 rejected by DMARC policy",
    "554 5.7.1 Message rejected as spam",
    "421 4.3.2 Service not available",
)
REMEDIES = {
    "answer": (
        "Ответ начинается тремя цифрами от 400 до 599, дальше по желанию расширенный код того же разряда"
        " и слова латиницей: «554 5.7.1 Relay access denied»"
    ),
    "times": "Число писем — целое от 1; оставьте поле пустым, чтобы отвечать так всем",
    "seconds": "Молчать можно от 1 до 600 секунд",
}
OUGHT = "Выберите, что делает сервер и на каком шаге"


def pages(switch: Faults) -> Blueprint:
    """`/faults`: what is switched on, a form, and «Выключить»."""
    blueprint = Blueprint("fault_page", __name__)

    def shown(given: MultiDict[str, str], error: str = "") -> str:
        return render_template("faults.html", fault=switch.current, examples=EXAMPLES, given=given, error=error)

    @blueprint.before_request
    def only_from_here() -> None:
        """Another site that is open in the same browser changes nothing."""
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            abort(403)

    @blueprint.get("/faults")
    def show() -> str:
        return shown(MultiDict())

    @blueprint.post("/faults")
    def put() -> AnyResponse | tuple[str, int]:
        try:
            switch.switch(from_json(_typed(request.form)))
        except ValueError as wrong:
            return shown(request.form, REMEDIES.get(str(wrong).partition(":")[0], OUGHT)), 400
        return _back()

    @blueprint.post("/faults/off")
    def clear() -> AnyResponse:
        switch.switch(None)
        return _back()

    return blueprint


def _back() -> Response | AnyResponse:
    return redirect(url_for("fault_page.show"), 303)


def _typed(form: MultiDict[str, str]) -> dict[str, Any]:
    """The form's values as the API has them; what is not filled in is not given."""
    filled = {name: form[name].strip() for name in ("kind", "at", "answer", "to") if form.get(name, "").strip()}
    numbers = {name: _number(form[name]) for name in ("seconds", "times") if form.get(name, "").strip()}
    return filled | numbers | ({"keep": True} if form.get("keep") else {})


def _number(text: str) -> int | str:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else text
