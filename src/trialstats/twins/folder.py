"""The folder of the twins of a trial: programs, what they share, and how they are run, by their paths in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from trialstats.twins.twin import SAS, R, Twin
from trialstats.twins.writing import render

__all__ = ["LIBRARY", "data_file", "our_file", "programs_of"]

LIBRARY = (
    "covariance.R",
    "draws.R",
    "imputation.R",
    "kenward_roger.R",
    "packages.R",
    "reml.R",
    "rows.R",
    "rows.sas",
    "shares.R",
)


def data_file(name: str) -> str:
    """Where the records of an analysis lie in the folder."""
    return f"data/{name}.csv"


def our_file(name: str) -> str:
    """Where the numbers of trialstats lie in the folder."""
    return f"trialstats/{name}.csv"


def programs_of(twins: Sequence[Twin], reasons: Mapping[str, str], trial: str, study: str) -> dict[str, str]:
    """Give the text of each file of the folder but the records and our numbers; reasons: why others have no twin."""
    written = {f"{twin.name}.{ending}": text for twin in twins for ending, text in twin.programs.items()}
    shared = files("trialstats.twins") / "programs" / "lib"
    facts = {"twins": twins, "reasons": reasons, "trial": trial, "study": study, "languages": (SAS, R)}
    return {
        "README.md": render("README.md.j2", facts),
        "run.R": render("run.R.j2", facts),
        "run.sas": render("run.sas.j2", facts),
        **{f"lib/{name}": (shared / name).read_text("utf-8") for name in LIBRARY},
        **written,
    }
