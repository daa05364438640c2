"""What the panel of a number tells, written once for each analysis, row and file."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from trialstats.explain.facts import AnalysisFacts, EstimandFacts, PopulationFacts, TrialFacts
from trialstats.results.data_rows import Besides
from trialstats.results.kinds import Kind

__all__ = ["panel_facts"]

# Rows that are of no analysis.
BESIDES = {
    Besides.POPULATIONS: "Counted in ADSL: subjects with the flag of a population, by the arm they were randomised to.",
    Besides.ACCOUNTS: "Counted while the sources were read: every row and value is used, or listed with the reason.",
    Besides.EVENTS: "Counted in ADICE: subjects of a population with an intercurrent event.",
    Besides.THRESHOLDS: "Declared in the trial file: the change that matters to a patient.",
}
# The columns of results as a reader calls them.
STATISTICS = {
    "n": "Subjects",
    "estimate": "Estimate",
    "std_error": "Standard error",
    "num_df": "Numerator degrees of freedom",
    "df": "Degrees of freedom",
    "statistic": "Test statistic",
    "p_value": "p value",
    "conf_low": "Lower limit",
    "conf_high": "Upper limit",
    "conf_level": "Confidence level",
    "count": "Count",
    "total": "Of",
    "percent": "Per cent",
    "mean": "Mean",
    "sd": "Standard deviation",
    "median": "Median",
    "q1": "First quartile",
    "q3": "Third quartile",
    "minimum": "Minimum",
    "maximum": "Maximum",
    "missing": "Missing",
    "value": "Value",
    "events": "Events",
}


def panel_facts(facts: TrialFacts | None, shown: Collection[str], codes: Mapping[str, str]) -> dict[str, Any]:
    """Give the facts of the rows shown and of all analyses; codes: the digest of the code of each analysis."""
    besides = {str(name): words for name, words in BESIDES.items()}
    if facts is None:
        return {"analyses": {}, "rows": {}, "directions": [], "files": [], "statistics": STATISTICS, "besides": besides}
    files = list(dict.fromkeys((file.path, file.sha256) for each in facts.analyses.values() for file in each.files))
    directions: dict[str, int] = {}
    rows = dict(rows_shown(facts, shown, directions))
    places = {path: at for at, (path, _) in enumerate(files)}
    return {
        "analyses": {name: analysis_facts(each, places, codes.get(name, "")) for name, each in facts.analyses.items()},
        "rows": rows,
        "directions": list(directions),
        "files": files,
        "statistics": STATISTICS,
        "besides": besides,
    }


def rows_shown(
    facts: TrialFacts, shown: Collection[str], directions: dict[str, int]
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Give sentence, numbers and direction of the rows of results; what is noted of a fit says its name itself.

    directions: what many rows say alike, with its place in the list of all, to which it is added.
    """
    for name in sorted(shown):
        row = facts.rows.get(name)
        if row is None or row.kind == Kind.DIAGNOSTIC:
            continue
        numbers = {each.name: short(each.value) for each in row.statistics}
        direction = (directions.setdefault(row.direction, len(directions)),) if row.direction else ()
        yield name, (row.sentence, numbers, *direction)


def short(value: float) -> float | int:
    """Write a number with ten digits: more than anything printed."""
    rounded = float(f"{value:.10g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded


def analysis_facts(analysis: AnalysisFacts, places: Mapping[str, int], code: str) -> dict[str, Any]:
    """Give what the panel tells of an analysis."""
    return {
        "label": analysis.label,
        "role": analysis.role,
        "method": analysis.method_words,
        "inference": analysis.inference,
        "options": [f"{key}: {value}" for key, value in analysis.options.items()],
        "fits": [
            {
                "about": fit.about,
                "formula": fit.formula,
                "structure": fit.structure,
                "subjects": fit.n_subjects,
                "records": fit.n_records,
            }
            for fit in analysis.fits
        ],
        "chosen": [[each.what, each.count] for each in analysis.chosen],
        "model": [
            {
                "about": each.about,
                "came": each.came,
                "left_out": [[reason.what, reason.count] for reason in each.left_out],
                "used": each.used,
            }
            for each in analysis.model
        ],
        "population": analysis.population and population(analysis.population),
        "estimand": analysis.estimand and estimand(analysis.estimand),
        "files": [places[file.path] for file in analysis.files],
        "code": code,
    }


def population(people: PopulationFacts) -> dict[str, Any]:
    """Give a population with its size by arm."""
    return {"label": f"{people.label} ({people.flag})", "sizes": [list(size) for size in people.sizes]}


def estimand(asked: EstimandFacts) -> dict[str, Any]:
    """Give the question of an estimand, and its strategies for intercurrent events."""
    return {"question": asked.question, "strategies": [f"{each.label}: {each.strategy}" for each in asked.events]}
