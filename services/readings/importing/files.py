"""The supplier's files as readings judges them: the contract's forms with this service's own conditions on a line."""

from dataclasses import fields

from contracts.supply import FORMS
from intake.forms import File
from services.readings.rules.policy import Policy

PARAMETERS = tuple(field.name for field in fields(Policy))
OWN_PARAMETERS = ", ".join(f"'{name}'" for name in PARAMETERS)

_RULES = {
    "policy": (("value", f"s.name not in ({OWN_PARAMETERS}) or s.value ~ '^\\d{{1,7}}$'", "нужно целое число"),),
}

FILES = tuple(File(form, _RULES.get(form.name, ())) for form in FORMS if "readings" in form.takers)
BY_NAME = {file.name: file for file in FILES}
OTHERS = frozenset(form.name for form in FORMS if "readings" not in form.takers)
