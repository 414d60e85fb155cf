"""`./cabinet bank-sandbox --port N`: runs the bank's sandbox alone and prints its credentials and test cards."""

import argparse
import logging
import sys

from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.simulators.bank_sandbox.app import create_app
from deploy.simulators.bank_sandbox.cards import CLASSIC, ECOM
from deploy.simulators.bank_sandbox.options import arguments
from deploy.simulators.bank_sandbox.settings import Settings
from deploy.simulators.bank_sandbox.variants import read


class KeepAlive(WSGIRequestHandler):
    """Keeps connections open, as the bank does, and says nothing about a request that went well."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        if not str(code).startswith(("2", "3")):
            super().log_request(code, size)


def run(args: argparse.Namespace) -> int:
    """Serves until it is interrupted."""
    base = (args.public_url or f"http://{args.host}:{args.port}").rstrip("/")
    settings = Settings(
        base_url=base,
        user=args.user,
        password=args.password,
        token=args.token,
        callback_url=args.callback_url,
        callback_token=args.callback_token,
        callback_retry_seconds=args.callback_retry_seconds,
        max_kopecks=args.max_kopecks,
        session_seconds=args.session_seconds,
        journal=args.journal,
        variants=read(args.variant),
    )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    server = make_server(args.host, args.port, create_app(settings), threaded=True, request_handler=KeepAlive)
    print(_introduction(settings), flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    return 0


def _introduction(settings: Settings) -> str:
    cards = "\n".join(
        f"    {card.pan:<19} {card.expiry}  CVC {card.cvc}  код {card.code or '—':<9} {card.note}"
        for card in (*ECOM, *CLASSIC)
    )
    return (
        f"Bank sandbox is ready at {settings.base_url}\n"
        f"  gateway (JSON)   {settings.base_url}/ecomm/gw/partner/api/v1/\n"
        f"  classic REST     {settings.base_url}/payment/rest/\n"
        f"  books and faults {settings.base_url}/sandbox/\n"
        f"  userName={settings.user} password={settings.password} token={settings.token}\n"
        f"  callbacks to {settings.callback_url or 'nobody'}, key {settings.callback_token or 'none'}\n"
        f"  test cards:\n{cards}"
    )


if __name__ == "__main__":
    command_line = argparse.ArgumentParser(prog="bank-sandbox", description="A sandbox of the acquiring bank")
    arguments(command_line)
    sys.exit(run(command_line.parse_args()))
