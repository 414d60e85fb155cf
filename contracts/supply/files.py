"""The supplier's files (S1); each file is optional, their order here is the order of loading."""

from contracts.supply.file_form import FileForm
from contracts.supply.home_files import HOME_FORMS
from contracts.supply.money_files import MONEY_FORMS
from contracts.supply.rate_files import RATE_FORMS

FORMS: tuple[FileForm, ...] = (*RATE_FORMS, *HOME_FORMS, *MONEY_FORMS)
FORM = {form.name: form for form in FORMS}
