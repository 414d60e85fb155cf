"""«Главная» as nameko's own web entrypoint: the same number of calls to the same services, answered as bare JSON."""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402
import os  # noqa: E402
from datetime import UTC, datetime, timedelta  # noqa: E402
from typing import Any  # noqa: E402

from nameko.containers import ServiceContainer  # noqa: E402
from nameko.rpc import MethodProxy, RpcProxy  # noqa: E402
from nameko.web.handlers import http  # noqa: E402

MethodProxy._get_header_name = lambda self, key: key  # type: ignore[assignment] # our services read plain headers


class Home:
    name = "bench_home"
    auth, billing, readings = RpcProxy("auth"), RpcProxy("billing"), RpcProxy("readings")
    payments, notifications = RpcProxy("payments"), RpcProxy("notifications")

    @http("GET", "/home")
    def home(self, request: Any) -> str:
        who = self.auth.authenticate(request={"token": request.cookies["token"], "ip": "127.0.0.1"})
        numbers = [account["number"] for account in who["accounts"]]
        today = datetime.now(UTC).date()
        interval = {"account_numbers": numbers, "since": str(today - timedelta(days=70)), "until": str(today)}
        caller = json.dumps([who["user_id"], who["role"], numbers, None, False])
        self.billing.worker_ctx.data["caller"] = caller
        waiting = [
            self.billing.get_overviews.call_async(request={"account_numbers": numbers}),
            self.readings.get_meters.call_async(request={"account_numbers": numbers}),
            self.payments.list_payments.call_async(request=interval),
            self.payments.get_limits.call_async(request={}),
            self.notifications.get_delivery.call_async(request={}),
        ]
        return json.dumps([who, *(reply.result() for reply in waiting)])


if __name__ == "__main__":
    settings = {
        "AMQP_URI": os.environ["AMQP_URL"].replace("amqp://", "pyamqp://"),
        "WEB_SERVER_ADDRESS": f"127.0.0.1:{os.environ['PORT']}",
        "max_workers": 16,
    }
    container = ServiceContainer(Home, settings)
    container.start()
    container.wait()
