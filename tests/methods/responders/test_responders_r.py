"""Responders of the built-in trial, from raw file to odds ratio, as R has them: r/responders.R and what it printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.methods.responders.trial import ROOT, run
from tests.tiny import build_all, map_all, read_sources
from trialstats.methods.responders.options import Responders
from trialstats.methods.shared.responses.options import Unless
from trialstats.methods.shared.select import select_records
from trialstats.results.shape import Result
from trialstats.steps.inputs import base_inputs, findings_inputs, further_inputs
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path

PRINTED = Path(__file__).parent / "r" / "responders.txt"
NAMES = {
    "percent 30": ("pain_responders", "At least 30% improvement"),
    "percent 50": ("pain_responders", "At least 50% improvement"),
    "points 20": ("pain_responders", "At least 20 mm improvement (MCID)"),
    "composite 50": ("pain_responders_composite", "At least 50% improvement"),
}

# The composite of the program in R: rescue medication counts in the week before a visit, not ever before it.
UNLESS = (
    Unless(discontinued=True, label="Discontinued"),
    Unless(occurrence="adcm", duration="CMDUR", days=7, label="Rescue medication"),
)


def printed(kind: str, name: str) -> list[float]:
    """Give the numbers of a line."""
    lines = [line.split("|") for line in PRINTED.read_text().splitlines()]
    return [float(word) for line in lines if line[:2] == [kind, name] for word in line[2:] if word]


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        trial = load_trial(trial_path("laser"))
        built = build_all(trial, map_all(trial, read_sources(trial), "adpain", "adcm", "adex"))
        found: dict[str, Result] = {}
        for name in ("pain_responders", "pain_responders_composite"):
            analysis = trial.complete(name)
            assert isinstance(analysis, Responders)
            if name == "pain_responders_composite":
                analysis = analysis.model_copy(update={"estimand": None, "unless": UNLESS})
            inputs = base_inputs(trial, name, built["adsl"])
            inputs, _ = findings_inputs(trial, inputs, analysis, built["adpain"], select_records)
            further = {dataset: built[dataset] for dataset in analysis.further_datasets}
            found[name] = run(analysis, replace(further_inputs(trial, inputs, further)))
    return found


def row(results: dict[str, Result], name: str, kind: str, arm: str = "DTLT", variable: str | None = None) -> pd.Series:
    analysis, group = NAMES[name]
    rows = results[analysis].rows
    own = rows[(rows["kind"] == kind) & (rows["group"] == group) & (rows["AVISIT"] == "Week 12") & (rows["ARM"] == arm)]
    own = own[own["variable"].isna() if variable is None else own["variable"].eq(variable).fillna(False)]
    assert len(own) == 1
    return own.iloc[0]


@pytest.mark.parametrize("name", NAMES)
def test_counts(results: dict[str, Result], name: str) -> None:
    active, reference, with_event = printed("count", name)
    assert row(results, name, "proportion")["count"] == active
    assert row(results, name, "proportion", "Sham")["count"] == reference
    analysis, group = NAMES[name]
    rows = results[analysis].rows
    counted = rows[rows["kind"].eq("count") & rows["AVISIT"].eq("Week 12") & rows["group"].eq(group)]
    events = counted["level"].str.contains("Discontinued|Rescue")
    assert counted.loc[events, "count"].sum() == with_event


@pytest.mark.parametrize("name", NAMES)
def test_odds_ratio(results: dict[str, Result], name: str) -> None:
    made = row(results, name, "odds_ratio")[["estimate", "conf_low", "conf_high"]].astype(float).tolist()
    assert made == pytest.approx(printed("odds_ratio", name), rel=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_standardised_difference(results: dict[str, Result], name: str) -> None:
    difference, error, active, reference = printed("standardised", name)
    made = row(results, name, "risk_difference", variable="standardised")
    assert [made["estimate"], made["std_error"]] == pytest.approx([difference, error], rel=1e-8)
    shares = [row(results, name, "proportion", arm, "standardised")["estimate"] for arm in ("DTLT", "Sham")]
    assert shares == pytest.approx([active, reference], rel=1e-8)
