"""Quotas of requests to the gateway: each replica asks, auth counts in one place."""

from typing import Literal

from pydantic import Field

from contracts.wire import Message

QuotaPolicy = Literal["api", "address", "print", "upload", "desk_upload", "callback", "forged", "order"]


class QuotaTake(Message):
    """What a subject asks under a policy; the subject is an IP address, or what stands for a person or program."""

    policy: QuotaPolicy
    subject: str = Field(min_length=1, max_length=200)
    requests: int = Field(default=1, ge=1, le=100)
    """More than one: counted beforehand, all or none."""


class QuotaRequest(Message):
    """Counted at all of them or at none."""

    takes: list[QuotaTake] = Field(min_length=1, max_length=4)


class Quota(Message):
    """What is left of the tightest one: `remaining` requests now, all `limit` of them again in `reset_seconds`."""

    policy: QuotaPolicy
    limit: int
    window_seconds: int
    remaining: int
    reset_seconds: int
