"""`./cabinet partner list | restore | add NAME --events A,B | change NAME --events A | rotate NAME | remove NAME |
replay NAME --since DAY`: manages partner event subscriptions (docs/partners.md)."""

import argparse
from datetime import date
from urllib.parse import urlsplit

from deploy.launcher.host.progress import Progress
from deploy.launcher.servers.rabbitmq import places
from deploy.launcher.system import locate
from deploy.provisioning.errors import SetupError
from services.partners_bridge import command
from services.partners_bridge.office import PartnerError
from services.partners_bridge.registry import Partner
from services.partners_bridge.replay import replay


def run(given: argparse.Namespace) -> int:
    found = locate(Progress())
    office = found.partners()
    if office is None:
        raise SetupError("The AMQP user needs the administrator tag.")
    found.prepare_databases()

    def again(partner: Partner, since: date) -> int:
        urls = {service: base.url for service, base in found.bases.items()}
        return replay(urls, found.broker_url("partners"), partner, since)

    broker = f"{urlsplit(found.rabbit.url).scheme}://{places(found.rabbit.url)}"
    try:
        command.act(given, office, broker, again, found.bases["auth"].url)
    except PartnerError as error:
        raise SetupError(str(error)) from None
    return 0
