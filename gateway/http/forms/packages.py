"""The supplier's files as they come with a request."""

import re

from flask import request
from werkzeug.datastructures import FileStorage

_SUFFIX = re.compile(r"( ?\(\d+\))?\.(csv|xlsx|xls|ods)$", re.IGNORECASE)


def given_files() -> dict[str, FileStorage]:
    """The attached files by name; a part is named by its field, or by the name of its file.

    A browser calls the second download of accounts.csv «accounts (1).csv»; a workbook may stand for a CSV file.
    """
    return {
        _SUFFIX.sub("", field if field != "files" else file.filename or ""): file
        for field, file in request.files.items(multi=True)
        if file.filename
    }
