"""`./cabinet docs`: writes what is generated anew: pages of docs/, dashboards, the processes of the chart."""

import argparse

from deploy.development import chart, dashboards, import_page, rpc_page, settings_page, slo_rules

PAGES = (import_page, rpc_page, settings_page, slo_rules, chart)


def run(_given: argparse.Namespace) -> int:
    for written in PAGES:
        written.PAGE.write_text(written.page(), encoding="utf-8")
        print(written.PAGE)
    for file, text in dashboards.written().items():
        file.write_text(text, encoding="utf-8")
        print(file)
    return 0
