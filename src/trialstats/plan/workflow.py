"""Where the workflow lies that makes the jobs: in the clone at its top, in an installed package inside it."""

from __future__ import annotations

from pathlib import Path

import trialstats

__all__ = ["HOME", "LOCK", "PACKAGE", "PROFILE", "SNAKEFILE"]

PACKAGE = Path(trialstats.__file__).resolve().parent
PACKED = PACKAGE / "snakemake"  # there is one in wheels alone: pyproject.toml puts the clone's files there
HOME = PACKED if PACKED.is_dir() else PACKAGE.parents[1]

SNAKEFILE = HOME / "workflow" / "Snakefile"
PROFILE = HOME / "profiles" / "default"
LOCK = HOME / "requirements.lock"  # of the clone; in a package the versions installed say what computes
