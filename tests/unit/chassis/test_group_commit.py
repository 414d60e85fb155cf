"""Calls that come while one is under way share the next piece of work, and no failure of each other."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.database.group_commit import GroupCommit
from chassis.errors import DeadlineExceeded


class Work:
    """Doubles numbers; holds its first piece until `go`; refuses `bad` in whatever company."""

    def __init__(self) -> None:
        self.pieces: list[list[int]] = []
        self.began, self.go = threading.Event(), threading.Event()

    def __call__(self, items: Sequence[int]) -> list[int]:
        self.pieces.append(list(items))
        self.began.set()
        self.go.wait(10)
        if 13 in items:
            raise ValueError("thirteen")
        return [2 * item for item in items]


def ask_while_one_is_held(work: Work, group: GroupCommit[int, int], items: Sequence[int]) -> list[object]:
    def ask(item: int) -> object:
        try:
            return group.submit(item, work)
        except ValueError as failure:
            return str(failure)

    with ThreadPoolExecutor(len(items) + 1) as threads:
        first = threads.submit(ask, 0)
        work.began.wait(10)
        others = [threads.submit(ask, item) for item in items]
        while len(group._waiting) < len(items):
            pass
        work.go.set()
        return [first.result(), *(other.result() for other in others)]


def test_what_waits_is_done_in_one_piece() -> None:
    work = Work()
    assert ask_while_one_is_held(work, GroupCommit(), [1, 2, 3]) == [0, 2, 4, 6]
    assert work.pieces[0] == [0] and sorted(work.pieces[1]) == [1, 2, 3] and len(work.pieces) == 2


def test_a_piece_is_bounded() -> None:
    work = Work()
    ask_while_one_is_held(work, GroupCommit(limit=2), [1, 2, 3, 4])
    assert [len(piece) for piece in work.pieces] == [1, 2, 2]


def test_one_that_fails_fails_alone() -> None:
    work = Work()
    assert ask_while_one_is_held(work, GroupCommit(), [1, 13, 3]) == [0, 2, "thirteen", 6]


def test_one_that_gives_up_leaves_the_others_their_turn() -> None:
    group: GroupCommit[int, int] = GroupCommit()

    def gives_up(_: Sequence[int]) -> list[int]:
        raise DeadlineExceeded

    with pytest.raises(DeadlineExceeded):
        group.submit(1, gives_up)
    assert group.submit(2, lambda items: [2 * item for item in items]) == 4
