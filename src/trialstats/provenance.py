"""Where results come from: digests of files and versions of the libraries that compute."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

__all__ = ["file_digest", "library_versions"]

LIBRARIES = (
    "formulaic",
    "great-tables",
    "numpy",
    "pandas",
    "pingouin",
    "plotnine",
    "pyarrow",
    "pydantic",
    "pyreadstat",
    "python-calamine",
    "scipy",
    "snakemake",
    "statsmodels",
    "trialstats",
)


def file_digest(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def library_versions() -> dict[str, str]:
    """Give the versions of Python and of the libraries that results depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
