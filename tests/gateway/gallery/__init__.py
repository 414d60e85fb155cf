"""Every page in every state that a person may meet: the browser tests walk through it, the pictures in docs are of it.

A new page or state is a new `Scene`; axe, target sizes, reflow, budgets and pictures follow by themselves.
"""

from tests.gateway.gallery import desk, failures, home, public, sections
from tests.gateway.gallery.scene import Scene

SCENES: tuple[Scene, ...] = (*public.SCENES, *home.SCENES, *sections.SCENES, *failures.SCENES, *desk.SCENES)

__all__ = ["SCENES", "Scene"]
