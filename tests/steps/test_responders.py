"""Responders, curve and costs through all steps of the tiny trial: estimands, addresses, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

from tests.steps.page_walk import Text, walk
from tests.steps.run import run_steps
from tests.steps.test_numbers import naked, statistics
from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.io.artefacts import read_artefact

MORE = """\
analyses:
  who:
    method: responders
    estimand: primary
    criteria: [{percent: 30, source: a paper}, {points: mcid}]
    unless: [{discontinued: true}, {occurrence: adae, days: 7, records: [{column: AESEV, in: Severe}]}]
    covariates: [AGE]
  curve: {method: responder_curve, estimand: primary, step: 10, draws: 200, permutations: 200, interval: bca}
  money:
    method: cost
    occurrence: adae
    currency: EUR
    price_date: 2025-03
    prices: [{arm: Laser, per_session: 40}, {arm: Sham, per_session: 0}]
    responders: {analysis: who, criterion: {percent: 30}, visit: Week 8}
    draws: 200
    plane: 20

tables:
  who: {kind: responders, number: "1", title: Responders, analysis: who}
  curve: {kind: responder_curve, number: "2", title: Curve, analysis: curve}
  money: {kind: costs, number: "3", title: Costs, analysis: money}
"""


@dataclass(frozen=True)
class Made:
    """The page, the analysis results data and the rows of the analyses."""

    texts: list[Text]
    ard: pd.DataFrame
    rows: pd.DataFrame


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Run the tiny trial, of which one subject stopped."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("responders"))
        tiny = Tiny()
        text = TRIAL.partition("analyses:")[0].replace("better: lower}", "better: lower, mcid: 20}", 1)
        text = text.replace("sources:\n", "sources:\n  ended: {file: data/ended.csv, subject: id}\n")
        text += "disposition: {source: ended, reason: why, date: {column: day}}\n\n"
        tiny.write(TRIAL_FILE, text + MORE)
        tiny.write("data/ended.csv", "id,why,day\n005,withdrew,2024-03-01\n")
        trial, layout = run_steps(tiny)
        yield Made(
            walk(layout.report.read_text("utf-8")),
            read_artefact(layout.ard),
            pd.concat([read_artefact(layout.rows(name)) for name in trial.analyses], ignore_index=True),
        )


def counts(rows: pd.DataFrame, arm: str, visit: str = "Week 8") -> dict[str, int]:
    own = rows[
        (rows["analysis"] == "who") & (rows["kind"] == "count") & (rows["ARM"] == arm) & (rows["AVISIT"] == visit)
    ]
    own = own[own["group"] == "At least 30% improvement"]
    return {level: int(count) for level, count in zip(own["level"], own["count"], strict=True) if count}


def test_the_estimand_says_what_is_counted(made: Made) -> None:
    """Pain fell from 60 to 30 (001) and from 70 to 33 (003); 005 stopped before week 8, day 57."""
    assert counts(made.rows, "Laser") == {"Responder": 2, "Discontinued": 1}
    assert counts(made.rows, "Sham") == {"Improved less, unchanged or worse": 3}
    # At week 4, on 7 February, subject 003 had had a severe event on 1 February.
    assert counts(made.rows, "Laser", "Week 4")["Record in adae"] == 1


def test_every_number_has_its_address(made: Made) -> None:
    known = set(made.ard["id"])
    addresses = {text.ard for text in made.texts if text.ard}
    assert {one for address in addresses for one in statistics(address)} <= known
    cells = [text for text in made.texts if "td" in text.inside]
    assert len(cells) > 100
    assert naked(cells) == []
    assert made.ard["id"].is_unique


def test_nothing_is_missing_without_a_reason(made: Made) -> None:
    """Three subjects an arm, all of one and none of the other responders: no odds ratio, and so on."""
    estimated = made.rows[made.rows["kind"].isin(["odds_ratio", "nnt", "risk_ratio", "cost", "area_difference"])]
    assert estimated.loc[estimated["estimate"].isna(), "reason"].notna().all()
    assert estimated["estimate"].notna().any()
    assert estimated["reason"].str.contains("separated", na=False).any()
    assert estimated["reason"].str.contains("no responder to divide the cost by", na=False).any()


def test_the_currency_and_the_population_are_filled_in(made: Made) -> None:
    costs = made.rows[made.rows["analysis"] == "money"]
    assert set(costs.loc[costs["kind"] == "cost", "unit"]) == {"EUR"}
    assert set(costs["population"].dropna()) == {"Full analysis set"}
