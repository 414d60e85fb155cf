"""`./cabinet status`: what runs, with its process ids, restarts and addresses. Exits 1 when nothing runs."""

import argparse

from deploy.launcher import state


def run(_given: argparse.Namespace) -> int:
    running = state.current()
    if running is None:
        print("nothing runs; ./cabinet up starts the portal")
        return 1
    for name, url in running.addresses.items():
        print(f"{name:<20} {url}")
    for name, process in running.processes.items():
        restarts = f"  restarts: {process['restarts']}" if process["restarts"] else ""
        print(f"{name:<20} {process['state']:<10} pid {process['pid']}{restarts}")
    return 0 if running.ready else 1
