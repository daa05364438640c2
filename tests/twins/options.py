"""Analyses of one data set that try options one by one: our numbers, and the programs that R ran.

python -m tests.twins.options FOLDER    # writes what R runs: cd FOLDER; for one in *.R; do Rscript $one; done
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from tests.methods.build import make_inputs, options
from trialstats.methods.registry import METHODS
from trialstats.methods.run import run_method
from trialstats.results.shape import Result
from trialstats.trialfile.parts.analysis import Findings
from trialstats.twins.folder import data_file, programs_of
from trialstats.twins.made import twin_of
from trialstats.twins.twin import Asked, Twin
from trialstats.validate.reference import OPTIONS

__all__ = ["ANALYSES", "DRAWN", "analysed", "numbers_of", "twin_of_options"]

FOLDER = OPTIONS
ANALYSES: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "analyses.yaml").read_text("utf-8"))
DRAWN = [name for name, said in ANALYSES.items() if said.get("draws", "conditional mean") != "conditional mean"]
"""Those whose numbers depend on random ones."""
ARMS, VISITS = ("Sham", "DTLT"), ("Baseline", "Week 4", "Week 8", "Week 12")


@cache
def records() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "records.csv", dtype={"SITEID": "str"})


@cache
def analysed(name: str) -> tuple[Asked, Result]:
    """Run an analysis on the records."""
    said = options(**ANALYSES[name])
    inputs = make_inputs(records(), ARMS, VISITS, name=name)
    analysis = next(entry.options for entry in METHODS if entry.name == said["method"]).model_validate(said)
    assert isinstance(analysis, Findings)
    result = run_method(analysis, inputs)
    counts = {"in": len(records()), "used": len(records())}
    return Asked("TRIAL-01", analysis, inputs, {**result.notes, "records": counts}, name), result


def numbers_of(name: str) -> pd.DataFrame:
    """Give our rows, by id."""
    return analysed(name)[1].rows.set_index("id")


@cache
def twin_of_options(name: str) -> Twin:
    return twin_of(analysed(name)[0])


def main(folder: Path) -> None:
    """Write programs and records for R."""
    twins = [twin_of_options(name) for name in ANALYSES]
    texts = programs_of(twins, {}, "options", "TRIAL-01")
    texts |= {data_file(twin.name): twin.records.to_csv(index=False) for twin in twins}
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
