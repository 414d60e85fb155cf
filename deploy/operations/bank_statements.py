"""`./cabinet registers FILE... [--profile NAME]`: loads bank statements of banks and cash desks.

Exit status 0: every file was taken, now or before; 1: one was refused, its faults are on the standard error.
"""

import argparse
import sys
from base64 import b64encode
from pathlib import Path

from chassis.context import SYSTEM
from chassis.errors import CallFailed, Refusal
from chassis.rpc.client import RpcClient
from contracts.payments import PaymentsRpc
from contracts.registers import REGISTER_BYTES, RegisterFault, RegisterFile
from deploy.launcher.host.progress import Progress
from deploy.launcher.system import locate

_SECONDS = 60


def run(given: argparse.Namespace) -> int:
    client = locate(Progress()).rpc_client("registers", _SECONDS)
    try:
        with client.calling(caller=SYSTEM):
            return max(_take(client, Path(name), given.profile) for name in given.files)
    except CallFailed as problem:
        print(f"cabinet: {problem}; repeat, what was taken is not taken twice", file=sys.stderr)
        return 1
    finally:
        client.close()


def _take(client: RpcClient, path: Path, profile: str | None) -> int:
    try:
        content = path.read_bytes()
    except OSError as problem:
        print(f"{path}: {problem.strerror}", file=sys.stderr)
        return 1
    if len(content) > REGISTER_BYTES:
        print(f"{path}: more than {REGISTER_BYTES} bytes; split it", file=sys.stderr)
        return 1
    wanted = RegisterFile(file_name=path.name, content=b64encode(content).decode(), profile=profile)
    try:
        response = client.stub(PaymentsRpc).take_register(wanted)
    except Refusal as refused:
        faults = [RegisterFault.model_validate(fault) for fault in (refused.details or {}).get("faults", ())]
        for fault in faults:
            print(f"{path}:{fault.line}: {fault.field}: {fault.remedy}", file=sys.stderr)
        print(f"{path}: {refused.message}; nothing was taken", file=sys.stderr)
        return 1
    taken = response.taken
    state = "taken before" if response.repeated else "taken"
    new = taken.rows - taken.repeated_rows
    print(f"{path}: {state}, {taken.rows} operations, {new} new, {taken.unmatched} without an account")
    return 0
