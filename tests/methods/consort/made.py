"""People and results made for the flow of participants, with nothing behind them but what a test counts by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from tests.methods.build import make_inputs
from trialstats.display.look import Look
from trialstats.methods.consort.flow import run
from trialstats.methods.consort.options import Flow
from trialstats.methods.shared.inputs import Asked, Assessed, Inputs
from trialstats.results.shape import Result, tidy

__all__ = ["LONG", "counts", "flow", "look_of", "many_arms", "people"]

# Names as arms of real trials have them.
LONG = (
    "Placebo",
    "Tenofovir disoproxil fumarate and emtricitabine with efavirenz 600 mg once daily",
    "Deep tissue laser therapy, twelve sessions",
    "Amitriptyline 25 mg",
    "Electroacupuncture and usual care",
    "Usual care alone",
)
REASONS = ("Adverse event", "Lack of efficacy", "Lost to follow-up", "Withdrawal of consent by the participant")


def people(adsl: pd.DataFrame, arms: Sequence[str], **others: Any) -> Inputs:
    """Give the material of a flow of people alone."""
    empty = make_inputs(pd.DataFrame({"USUBJID": [], "TRT01P": [], "AVISIT": []}), arms=arms, adsl=adsl)
    return replace(empty, name="flow", populations={"ITTFL": "All randomised", "SAFFL": "Treated"}, **others)


def flow(material: Inputs, **said: Any) -> Result:
    return run(Flow.model_validate({"method": "flow", **said}), material)


def counts(result: Result, arm: str) -> Mapping[str, float]:
    """Give the counts of an arm by variable, and what stands with it."""
    rows = result.rows[result.rows["ARM"] == arm]
    names = rows[["variable", "group", "level"]].fillna("").agg(" ".join, axis=1)
    return dict(zip((" ".join(name.split()) for name in names), rows["count"], strict=True))


def look_of(arms: Sequence[str], *, crossover: bool = False) -> Look:
    return Look("MADE-01", tuple(arms), arms[0], (), crossover=crossover)


def many_arms(arms: Sequence[str] = LONG, size: int = 40) -> Inputs:
    """Draw people of several arms, some of them not treated, many of them lost; and an analysis that tells numbers."""
    draw = np.random.default_rng(2025)
    total = size * len(arms)
    ended = draw.random(total) < 0.7
    adsl = pd.DataFrame(
        {
            "USUBJID": [f"{number:03d}" for number in range(total + 31)],
            "TRT01P": [*np.repeat(list(arms), size), *[None] * 31],
            "EOSSTT": [*np.where(ended, "COMPLETED", "DISCONTINUED"), *[None] * 31],
            "DCSREAS": [*np.where(ended, "", draw.choice(REASONS, total)), *[None] * 31],
            "NRANDRS": [*[None] * total, *draw.choice(["Did not meet the criteria", "Declined", "No time"], 31)],
            "ITTFL": [*["Y"] * total, *["N"] * 31],
            "SAFFL": [*np.where(draw.random(total) < 0.96, "Y", "N"), *["N"] * 31],
        }
    )
    rows = [
        {
            "kind": "proportion",
            "PARAMCD": "PAIN",
            "AVISIT": "Week 12",
            "ARM": arm,
            "n": size - 3 - place,
            "estimate": 0.5,
        }
        for place, arm in enumerate(arms)
    ]
    asked = {
        "pain": Asked("Pain at week 12, share of responders", "primary", "ITTFL", "PAIN", "Week 12"),
        "sleep": Asked("Sleep", "secondary", "SAFFL", "SLEEP", "Week 12"),
    }
    return people(adsl, arms, asked=asked, results=tidy(rows, "pain"))


def declared(people_assessed: int, **left: int) -> Assessed:
    return Assessed(people_assessed, left)
