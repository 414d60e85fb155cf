"""Every route of the application with values for its parameters."""

from dataclasses import dataclass

from flask import Flask

from tests.gateway.household import FLAT

VALUES = {
    "number": FLAT, "period": "2026-10", "form": "pdf", "code": "7K3M-Q9PX-2B4D", "payment_id": "P-1",
    "appeal_id": "a1", "reading_id": "7", "letter_id": "l1", "file_id": "f1", "name": "policy", "filename": "mark.svg",
}  # fmt: skip
PUBLIC = {
    "entrance.sign_in", "entrance.open_session", "entrance.sign_out", "registration.show", "registration.register",
    "registration.sent", "registration.activation", "registration.activate", "registration.resend_form",
    "registration.resend", "recovery.show", "recovery.recover", "recovery.sent", "recovery.new_password",
    "recovery.set_password", "email.show", "email.confirm", "information.show", "information.document",
    "bill_check.show", "bill_check.result", "payments.come_back", "appearance", "static", "assets",
    "healthz", "readyz", "metrics", "description.openapi", "api.sberbank", "api.create_registration",
    "api.activate_registration", "api.create_session", "api.create_password_reset",
    "staff.entrance.sign_in", "staff.entrance.open_session", "staff.entrance.sign_out",
}  # fmt: skip


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    endpoint: str

    @property
    def public(self) -> bool:
        return self.endpoint in PUBLIC

    @property
    def desk(self) -> bool:
        return self.path.startswith("/staff")

    @property
    def api(self) -> bool:
        return self.path.startswith("/api/")


def every(app: Flask, *methods: str) -> list[Route]:
    with app.test_request_context():
        found = []
        for rule in app.url_map.iter_rules():
            _, path = rule.build({name: VALUES[name] for name in rule.arguments}) or ("", str(rule))
            found += [Route(m, path, rule.endpoint) for m in sorted((rule.methods or set()) & set(methods))]
        return found
