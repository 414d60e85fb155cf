"""`python -m services.partners_bridge`: runs the bridge to all partners until SIGTERM.

It follows the file of partners: whoever is added or removed there gains or loses their bridge.
"""

import logging
import signal
import threading
import time
from pathlib import Path

from chassis.amqp.trust import Trust
from chassis.settings import ProcessSettings, load
from chassis.telemetry import health, logs
from services.partners_bridge.bridge import Bridge
from services.partners_bridge.channel import BRIDGE
from services.partners_bridge.registry import Partner, PartnerRegistry

log = logging.getLogger(__name__)
_LOOK_SECONDS = 1.0


class BridgeSettings(ProcessSettings):
    """AMQP_URL is the bridge's own user; it may read `partners.*` and write into the partners' entrances."""

    partners_file: Path
    """JSON list of partners and their events; `./cabinet partner` writes it."""


def main() -> None:
    settings = load(BridgeSettings)
    logs.configure("partners", settings.log_level)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    registry, running = PartnerRegistry(settings.partners_file), dict[Partner, Bridge]()
    beat = [time.monotonic()]
    health.serve(
        settings.health_host,
        settings.health_port,
        {"loop": lambda: None if time.monotonic() - beat[0] < 60 else "stuck"},
        {"bridges": lambda: None if all(bridge.is_alive() for bridge in running.values()) else "one has died"},
    )
    seen = -1
    while not stopping.wait(0 if seen < 0 else _LOOK_SECONDS):
        beat[0] = time.monotonic()
        if registry.stamp != seen:
            seen = registry.stamp
            follow(set(registry.read().values()), running, settings)
    follow(set(), running, settings)


def follow(wanted: set[Partner], running: dict[Partner, Bridge], settings: BridgeSettings) -> None:
    """Starts a bridge for each partner who has none and ends those of removed partners."""
    gone = [running.pop(partner) for partner in list(running) if partner not in wanted]
    for bridge in gone:
        bridge.stopping.set()
    for bridge in gone:
        bridge.join(10)
    trust = Trust.of(settings.amqp_url, BRIDGE, settings.bus_trust)
    for partner in wanted - running.keys():
        running[partner] = Bridge(settings.amqp_url, partner, trust)
        running[partner].start()
        log.info("partner %s receives %s", partner.name, ", ".join(partner.events))


if __name__ == "__main__":
    main()
