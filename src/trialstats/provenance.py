"""Where results come from: digests of files and versions of the libraries that compute."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import version
from pathlib import Path

__all__ = ["code_digests", "file_digest", "library_versions"]

PACKAGE = Path(__file__).parent
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


def code_digests() -> dict[str, str]:
    """Give the SHA-256 of every module of the package, by its path in it."""
    return {path.relative_to(PACKAGE).as_posix(): file_digest(path) for path in sorted(PACKAGE.rglob("*.py"))}


def library_versions() -> dict[str, str]:
    """Give the versions of Python and of the libraries that results depend on."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}
