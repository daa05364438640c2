"""How tall a figure may be: asked where its page is made, before anything is drawn on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["TooTall", "check_height", "no_taller_than"]

tallest: ContextVar[float | None] = ContextVar("tallest", default=None)


class TooTall(Exception):
    """A figure is taller than it may be; height: of the figure, mm."""

    def __init__(self, height: float) -> None:
        super().__init__(f"{height:.0f} mm")
        self.height = height


@contextmanager
def no_taller_than(height: float) -> Iterator[None]:
    """Let no page of a figure be taller than so many mm."""
    token = tallest.set(height)
    try:
        yield
    finally:
        tallest.reset(token)


def check_height(height: float) -> None:
    """Raise TooTall where a page would be taller than it may be."""
    most = tallest.get()
    if most is not None and height > most:
        raise TooTall(height)
