"""`./cabinet bench [PART ...]`: each part against its plain equivalent in the same run; prints one table."""

import importlib
import sys

from tests.bench.table import Row, show

PARTS = ("rpc", "pages", "credit", "billing_run", "bill_pdf", "letters", "search")


def main(wanted: list[str]) -> None:
    rows: list[Row] = []
    for part in wanted or PARTS:
        print(f"measuring {part} ...", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"tests.bench.{part}").rows()
    show(rows)


main(sys.argv[1:])
