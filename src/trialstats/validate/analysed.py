"""Analyses of the records in reference/options: what trialstats makes of them, and what R printed of the same."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from math import isnan
from typing import TYPE_CHECKING, Any

from trialstats.validate.reference import OPTIONS
from trialstats.validate.requirement import Comparison, near, same

if TYPE_CHECKING:
    import pandas as pd

    from trialstats.methods.shared.inputs import Inputs
    from trialstats.results.shape import Result
    from trialstats.trialfile.parts.analysis import Findings

__all__ = ["ARMS", "VISITS", "R", "analysed", "analyses", "as_r_printed", "inputs_of", "printed_by_r"]

ARMS, VISITS = ("Sham", "DTLT"), ("Baseline", "Week 4", "Week 8", "Week 12")
POPULATION = "FASFL"
R = "R 4.2.2 (nlme, lme4, emmeans, sandwich): program and output in validate/reference/options"
STATISTICS = ("estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high")
RELATIVE = ("std_error", "df", "p_value")
NEAR = 1e-8


@cache
def analyses() -> dict[str, dict[str, Any]]:
    """What analyses.yaml says, by name."""
    from ruamel.yaml import YAML

    said: dict[str, dict[str, Any]] = YAML(typ="safe").load((OPTIONS / "analyses.yaml").read_text("utf-8"))
    return said


@cache
def records() -> pd.DataFrame:
    import pandas as pd

    frame: pd.DataFrame = pd.read_csv(OPTIONS / "records.csv", dtype={"SITEID": "str"})
    return frame


def inputs_of(frame: pd.DataFrame, name: str, arms: tuple[str, ...] = ARMS) -> Inputs:
    """Put records together as an analysis takes them: arm and visit ordered, texts as categories, ADSL of the same."""
    import pandas as pd

    from trialstats.methods.shared.inputs import Inputs

    texts = [
        column
        for column in frame.columns
        if not pd.api.types.is_numeric_dtype(frame[column]) and column not in ("USUBJID", "PARAMCD")
    ]
    ordered = {"TRT01P": list(arms), "AVISIT": list(VISITS)}
    types = dict.fromkeys(texts, "category") | {
        column: pd.CategoricalDtype(levels, ordered=True) for column, levels in ordered.items()
    }
    typed = frame.astype(types)
    people = typed.drop_duplicates("USUBJID")[["USUBJID", "TRT01P"]].reset_index(drop=True)
    adsl = people.assign(**{POPULATION: "Y"})
    return Inputs(arms=arms, visits=VISITS, records=typed, name=name, baseline=VISITS[0], adsl=adsl)


def analysis_of(name: str) -> Findings:
    """The analysis as a trial file would declare it."""
    from trialstats.methods.registry import METHODS
    from trialstats.trialfile.parts.analysis import Findings

    said = {"dataset": "adpain", "population": POPULATION, **analyses()[name]}
    analysis = next(entry.options for entry in METHODS if entry.name == said["method"]).model_validate(said)
    assert isinstance(analysis, Findings)
    return analysis


def analysed(name: str) -> Result:
    """Run an analysis on the records."""
    from trialstats.methods.run import run_method

    return run_method(analysis_of(name), inputs_of(records(), name))


def printed_by_r(name: str) -> pd.DataFrame:
    """What R printed, by the id of our row."""
    import pandas as pd

    printed: pd.DataFrame = pd.read_csv(OPTIONS / f"{name}.R.csv").set_index("id")
    return printed


def as_r_printed(*names: str) -> Iterator[Comparison]:
    """Compare every number that R printed of some analyses.

    Estimates and limits may differ by 1e-8 standard errors, standard errors, df and p by 1e-8 of them.
    """
    for name in names:
        ours: dict[Any, dict[Any, Any]] = analysed(name).rows.set_index("id").to_dict("index")
        for row, theirs in printed_by_r(name).iterrows():
            if row not in ours:
                yield same(str(row), "a row", "absent", source=R)
                continue
            for statistic in STATISTICS:
                expected, found = float(theirs[statistic]), float(ours[str(row)][statistic])
                error = 1.0 if statistic == "statistic" else float(theirs["std_error"])
                relative = statistic in RELATIVE or isnan(error)
                if not (isnan(expected) and isnan(found)):
                    within, part = (0.0, NEAR) if relative else (NEAR * error, 0.0)
                    yield near(f"{row}:{statistic}", expected, found, within=within, part=part, source=R)
