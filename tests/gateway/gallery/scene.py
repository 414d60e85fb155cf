"""One page in one state."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Page

Who = Literal["anybody", "customer", "administrator"]


@dataclass(frozen=True, slots=True)
class Scene:
    """`answers` are laid over what the services usually say, `act` is what a person does once the page is there."""

    name: str
    """Of its pictures: lower case Latin with hyphens."""
    title: str
    """In the index of the pictures, for a person."""
    path: str
    who: Who = "customer"
    answers: Mapping[str, Any] = field(default_factory=dict)
    act: Callable[[Page], None] | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Of the gateway, changed for this scene."""
    status: int = 200
