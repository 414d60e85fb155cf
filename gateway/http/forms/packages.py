"""The supplier's files as they come with a request."""

import re

from flask import request
from werkzeug.datastructures import FileStorage

from chassis.errors import Refusal

_ENDING = re.compile(r"( ?\(\d{1,4}\)| [-—] (копия|copy)( \(\d{1,4}\))?)?(\.(csv|xlsx|xls|ods)){1,3}$", re.IGNORECASE)


def given_files() -> dict[str, FileStorage]:
    """The attached files by name; a part is named by its field, or by the name of its file.

    A browser calls the second download of accounts.csv «accounts (1).csv», Windows its copy «accounts — копия.csv»; a
    workbook may stand for a CSV file. Refuses two files of one name: which of them is meant is for a person to say.
    """
    found: dict[str, FileStorage] = {}
    for field, file in request.files.items(multi=True):
        if not file.filename:
            continue
        name = _ENDING.sub("", field if field != "files" else file.filename).lower()
        if name in found:
            both = f"{found[name].filename} и {file.filename}"
            raise Refusal("bad_request", f"{both} — это один и тот же файл загрузки: оставьте один из них.", "files")
        found[name] = file
    return found
