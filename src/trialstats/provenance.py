"""Where results come from: digests of files, versions of the libraries that compute, and what they compute on."""

from __future__ import annotations

import hashlib
import os
import platform
from importlib.metadata import version
from pathlib import Path

__all__ = ["code_digests", "file_digest", "library_versions", "platform_facts"]

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


def platform_facts() -> dict[str, str]:
    """Give what last digits can depend on beside code and versions: system, machine, instructions of the processor."""
    from numpy.lib.introspect import opt_func_info

    chosen = opt_func_info("^add$", "float64")["add"]["ddd"]["current"]
    forced = {"blas_core": core} if (core := os.environ.get("OPENBLAS_CORETYPE")) else {}
    facts = {"system": platform.system(), "machine": platform.machine(), "python": platform.python_implementation()}
    return {**facts, "instructions": str(chosen), **forced}
