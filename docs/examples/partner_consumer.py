"""A partner's consumer, complete: reads events, acknowledges each after its effect, knows repetitions, reconnects.

    pip install pika
    PARTNER_URL='amqps://partner-grid_1a2b3c:...@broker.example:5671/cabinet-partner-grid' python partner_consumer.py

Prints one JSON line an event; replace `handle` by what you do with it. Ctrl-C ends it; `--until-empty` ends it when
nothing waits any more.

`handle` runs in a thread of its own, so that the connection answers the broker's heartbeats however long it takes. The
broker closes the channel when an event is not acknowledged within 30 minutes, and delivers it again. That counts from
the moment when it was handed out, so only one is taken at a time: none waits here behind a slow one.
"""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pika
from pika.exceptions import AMQPError

QUEUE = "events"
PAUSES = (1, 2, 5, 10, 30)
"""Seconds before the next connection; the last one again and again. A broker restarts within a minute."""
seen: set[str] = set()
"""In earnest: a table, written in the transaction of the effect."""


def handle(event_type: str, event: dict[str, Any], headers: dict[str, Any]) -> None:
    line = {"type": event_type, "id": headers["id"], "time": headers["time"], "event": event}
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def once(body: bytes, headers: dict[str, Any]) -> None:
    """Has the effect unless it has been had before: the event of one id may come again."""
    if headers["id"] not in seen:
        handle(headers["type"], json.loads(body), headers)
        seen.add(headers["id"])


def consume(worker: ThreadPoolExecutor, *, until_empty: bool) -> None:
    """Reads until the connection breaks; with `until_empty`, until nothing waits."""
    with pika.BlockingConnection(pika.URLParameters(os.environ["PARTNER_URL"])) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=1)
        for method, properties, body in channel.consume(QUEUE, inactivity_timeout=2 if until_empty else None):
            if method is None:
                break
            effect = worker.submit(once, body, properties.headers)
            while not effect.done():
                connection.process_data_events(time_limit=0.01)  # heartbeats
            effect.result()
            channel.basic_ack(method.delivery_tag)
        channel.cancel()


def main() -> None:
    until_empty, failures = "--until-empty" in sys.argv, 0
    with ThreadPoolExecutor(max_workers=1) as worker:
        while True:
            begun = time.monotonic()
            try:
                return consume(worker, until_empty=until_empty)
            except (AMQPError, OSError) as broken:
                failures = 0 if time.monotonic() - begun > 60 else failures + 1
                pause = PAUSES[min(failures, len(PAUSES) - 1)]
                sys.stderr.write(f"no connection ({type(broken).__name__}), the next one in {pause} s\n")
                time.sleep(pause)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
