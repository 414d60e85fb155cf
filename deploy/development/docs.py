"""`./cabinet docs`: writes the generated pages of docs/ anew: import.md, rpc.md, settings.md."""

import argparse

from deploy.development import import_page, rpc_page, settings_page

PAGES = (import_page, rpc_page, settings_page)


def run(_given: argparse.Namespace) -> int:
    for written in PAGES:
        written.PAGE.write_text(written.page(), encoding="utf-8")
        print(written.PAGE)
    return 0
