"""`./cabinet docs`: writes what is generated anew: pages of docs/ (import, rpc, settings), rules of objectives."""

import argparse

from deploy.development import import_page, rpc_page, settings_page, slo_rules

PAGES = (import_page, rpc_page, settings_page, slo_rules)


def run(_given: argparse.Namespace) -> int:
    for written in PAGES:
        written.PAGE.write_text(written.page(), encoding="utf-8")
        print(written.PAGE)
    return 0
