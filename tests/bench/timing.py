"""Timing of repeated calls, one after another and from several threads."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of a call and calls a second."""

    p50: float
    p99: float
    per_second: float


def one_by_one(call: Callable[[], object], seconds: float, warm_up: int = 30) -> Timing:
    """Call again and again for the time given."""
    for _ in range(warm_up):
        call()
    return _summed([_until(call, time.perf_counter() + seconds)], seconds)


def together(call: Callable[[], object], seconds: float, threads: int = 8, warm_up: int = 30) -> Timing:
    """The same from several threads at once."""
    for _ in range(warm_up):
        call()
    end = time.perf_counter() + seconds
    with ThreadPoolExecutor(threads) as pool:
        return _summed(list(pool.map(lambda _: _until(call, end), range(threads))), seconds)


def _until(call: Callable[[], object], end: float) -> list[float]:
    spent = []
    while (begun := time.perf_counter()) < end:
        call()
        spent.append(time.perf_counter() - begun)
    return spent


def _summed(runs: list[list[float]], seconds: float) -> Timing:
    spent = sorted(1000 * one for run in runs for one in run)
    hundredths = quantiles(spent, n=100)
    return Timing(hundredths[49], hundredths[98], len(spent) / seconds)
