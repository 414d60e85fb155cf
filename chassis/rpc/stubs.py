"""Calls from one service to another, for the few that are allowed: `auth = stub(AuthRpc)` in a service class.

They use the RPC client of the gateway: under eventlet its thread is a greenlet and its waits yield.
"""

import time
from dataclasses import replace
from typing import Any, Generic, TypeVar

from chassis.context import SYSTEM, Caller, current, entered
from chassis.rpc.client import RpcClient
from chassis.rpc.identity import Signer

Contract = TypeVar("Contract")

_clients: list[RpcClient] = []


def configure(amqp_url: str, name: str, signer: Signer | None) -> None:
    """Set the address of the broker and the key of this process, once; `chassis.process.lifecycle` does."""
    _clients[:] = [RpcClient(amqp_url, name=name, signer=signer)]


def close() -> None:
    """Close the connection, if one was opened."""
    for client in _clients:
        client.close()


def stub(
    contract: type[Contract], service: str | None = None, *, timeout: float = 3, caller: Caller = SYSTEM
) -> Contract:
    """Returns an object with the methods of another service's contract.

    A call waits at most `timeout` seconds, and never longer than the deadline of the work at hand. Never call inside a
    transaction.
    """
    return _ServiceStub(contract, service, timeout, caller)  # type: ignore[return-value]


class _ServiceStub(Generic[Contract]):
    def __init__(self, contract: type[Contract], service: str | None, timeout: float, caller: Caller) -> None:
        self._contract, self._service, self._timeout, self._caller = contract, service, timeout, caller

    def __getattr__(self, name: str) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            here = current()
            until = time.time() + here.remaining(self._timeout)
            deadline = min(until, time.time() + self._timeout)
            with entered(replace(here, caller=self._caller, deadline=deadline)):
                return getattr(_clients[0].stub(self._contract, self._service), name)(*args, **kwargs)

        return call
