"""Where the files lie that are handed in: the tree of study data in module 5 of an eCTD (FDA, Study Data Technical
Conformance Guide, section 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

__all__ = ["Folder"]


@dataclass(frozen=True)
class Folder:
    """Paths from the folder that holds m5."""

    study: str

    @property
    def top(self) -> PurePosixPath:
        name = re.sub(r"[^a-z0-9-]+", "-", self.study.lower()).strip("-")
        return PurePosixPath("m5", "datasets", name or "study")

    @property
    def datasets(self) -> PurePosixPath:
        """The datasets with their definition and the guide."""
        return self.top / "analysis" / "adam" / "datasets"

    @property
    def programs(self) -> PurePosixPath:
        """What the datasets and results are made by."""
        return self.top / "analysis" / "adam" / "programs"

    @property
    def results(self) -> PurePosixPath:
        """The analysis results data."""
        return self.top / "misc"

    @property
    def checksums(self) -> PurePosixPath:
        """The SHA-256 of every other file, as `sha256sum --check` reads it."""
        return self.top / "checksums.txt"
