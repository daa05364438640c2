"""A table ready for paper: its pages, what stands above and below each, and the mark by which a document finds it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from trialstats.display.paper.pages import Page

__all__ = ["Printed"]

LONGEST_MARK = 40  # characters that the name of a bookmark may have in an office document


@dataclass(frozen=True)
class Printed:
    """The pages of one table; header and footer stand on each of them."""

    name: str
    pages: tuple[Page, ...]
    header: str
    footer: str

    @property
    def heading(self) -> str:
        return self.pages[0].heading

    @property
    def landscape(self) -> bool:
        return self.pages[0].landscape

    @property
    def bookmark(self) -> str:
        """A name that office programs accept: letters, digits and underscores, unique for the table."""
        plain = re.sub(r"[^A-Za-z0-9]+", "_", self.name)
        digest = hashlib.sha256(self.name.encode()).hexdigest()[:8]
        return f"t_{plain[: LONGEST_MARK - 11]}_{digest}"
