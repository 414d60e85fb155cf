"""The echo as nameko comes: its own container, its own entrypoint."""

import os

import eventlet

eventlet.monkey_patch()

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.rpc import rpc  # noqa: E402


class StockEcho:
    name = "stock_echo"

    @rpc
    def repeat(self, request: dict[str, str]) -> dict[str, str]:
        return request


if __name__ == "__main__":
    url = os.environ["AMQP_URL"].replace("amqp://", "pyamqp://")
    container = ServiceContainer(StockEcho, {"AMQP_URI": url})
    container.start()
    container.wait()
