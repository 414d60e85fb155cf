"""A partner's consumer, complete: reads events, acknowledges each after its effect, knows repetitions by id.

    pip install pika
    PARTNER_URL='amqps://partner-grid_1a2b3c:...@broker.example:5671/cabinet-partner-grid' python partner_consumer.py

Prints one JSON line an event; replace `handle` by what you do with it. Ctrl-C ends it; `--until-empty` ends it when
nothing waits any more.
"""

import json
import os
import sys
from typing import Any

import pika

QUEUE = "events"
seen: set[str] = set()
"""In earnest: a table, written in the transaction of the effect."""


def handle(event_type: str, event: dict[str, Any], headers: dict[str, Any]) -> None:
    line = {"type": event_type, "id": headers["id"], "time": headers["time"], "event": event}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main() -> None:
    parameters = pika.URLParameters(os.environ["PARTNER_URL"])
    parameters.blocked_connection_timeout = 30
    with pika.BlockingConnection(parameters) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=100)
        patience = 2 if "--until-empty" in sys.argv else None
        for method, properties, body in channel.consume(QUEUE, inactivity_timeout=patience):
            if method is None:
                break
            headers = properties.headers
            if headers["id"] not in seen:
                handle(headers["type"], json.loads(body), headers)
                seen.add(headers["id"])
            channel.basic_ack(method.delivery_tag)
        channel.cancel()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
