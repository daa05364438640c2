"""A small trial of improvement, made by arithmetic, and the built-in trial, as analyses of responders see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from trialstats.methods.cost.options import Cost
from trialstats.methods.responders.options import ResponderCurve, Responders
from trialstats.methods.run import run_method
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.results.shape import Result
from trialstats.trialfile.parts.analysis import Method

ROOT = Path(__file__).resolve().parents[3]
ARMS = ("Sham", "Laser")
VISITS = ("Baseline", "Week 6", "Week 12")
PAIN = Outcome("Pain intensity", "mm", "lower", 20.0)
FLAG = "ITTFL"

COMMON: dict[str, Any] = {"dataset": "adpain", "population": FLAG}
CRITERIA = ({"percent": 30}, {"percent": 50}, {"points": "mcid"})


def responders(**options: Any) -> Responders:
    return Responders(method="responders", **{"criteria": CRITERIA, **COMMON, **options})


def curve(**options: Any) -> ResponderCurve:
    return ResponderCurve(method="responder_curve", **{"draws": 2000, "permutations": 2000, **COMMON, **options})


def cost(**options: Any) -> Cost:
    given = {
        "occurrence": "adex",
        "records": [{"column": "EXATTFL", "in": "Y"}],
        "currency": "EUR",
        "price_date": "2025",
        "prices": [{"arm": "Laser", "per_session": 40}, {"arm": "Sham", "per_session": 10}],
        "draws": 2000,
        "plane": 20,
        "responders": {"analysis": "who", "criterion": {"percent": 50}, "visit": "Week 12"},
    }
    return Cost(method="cost", **{**given, **options})


def make(subjects: Sequence[Mapping[str, Any]], arms: Sequence[str] = ARMS, outcome: Outcome = PAIN) -> Inputs:
    """Make the material of a trial: a mapping a subject, with ARM, the values at VISITS, and what else ADSL holds.

    Randomised on 1 January 2024; Week 6 is day 43 (window to 50), Week 12 day 85 (window to 92); visits are made on
    those days. A value of None is a visit not made.
    """
    start = pd.Timestamp("2024-01-01")
    days = dict(zip(VISITS, (1, 43, 85), strict=True))
    people, records = [], []
    for number, subject in enumerate(subjects):
        name = f"{number:03d}"
        more = {key: value for key, value in subject.items() if key not in (*VISITS, "ARM")}
        status = {"EOSSTT": "COMPLETED", "EOSDT": pd.NaT}
        people.append({"USUBJID": name, "TRT01P": subject["ARM"], FLAG: "Y", "RANDDT": start, **status, **more})
        base = subject["Baseline"]
        for visit in VISITS:
            if subject.get(visit) is not None:
                day = start + pd.Timedelta(days[visit] - 1, "D")
                row = {"USUBJID": name, "PARAMCD": "PAIN", "AVISIT": visit, "ADT": day, "AVAL": float(subject[visit])}
                records.append({**row, "BASE": np.nan if base is None else float(base), "TRT01P": subject["ARM"]})
    arm = pd.CategoricalDtype(list(arms), ordered=True)
    adsl = pd.DataFrame(people).astype({"TRT01P": arm, "EOSDT": "datetime64[ns]"})
    frame = pd.DataFrame(records).astype({"TRT01P": arm, "AVISIT": pd.CategoricalDtype(list(VISITS), ordered=True)})
    return Inputs(
        name="test",
        adsl=adsl,
        arms=tuple(arms),
        visits=VISITS,
        baseline="Baseline",
        records=frame,
        datasets={"adpain": frame},
        outcomes={"PAIN": outcome},
        populations={FLAG: "All randomised"},
        day_one="RANDDT",
        last_days={"Week 6": 50, "Week 12": 92},
    )


def spread(size: int = 40, benefit: float = 22.0) -> list[dict[str, Any]]:
    """Give subjects of two arms whose improvements are spread by arithmetic, a few of them not seen at the end."""
    people = []
    for k in range(size):
        arm, base = ARMS[k % 2], 40 + (k * 17) % 50
        fall = (k * 29) % 61 - 12 + (benefit if arm == "Laser" else 0)
        week12 = None if k % 11 == 5 else float(np.clip(base - fall, 0, 100))
        people.append(
            {"ARM": arm, "Baseline": base, "Week 6": base - fall / 2, "Week 12": week12, "SITEID": "AB"[k % 3 % 2]}
        )
    return people


def events(inputs: Inputs, name: str, rows: Sequence[Mapping[str, Any]]) -> Inputs:
    """Add an occurrence dataset; dates are texts."""
    frame = pd.DataFrame(rows)
    dates = {column: pd.to_datetime(frame[column]) for column in frame if column.endswith("DT")}
    return replace(inputs, datasets={**inputs.datasets, name: frame.assign(**dates)})


def with_sessions(inputs: Inputs, planned: int = 6) -> Inputs:
    """Give every subject sessions, of which every fifth was not attended."""
    rows = [
        {
            "USUBJID": name,
            "EXSEQ": float(n),
            "EXATTFL": "N" if (int(name) + n) % 5 == 0 else "Y",
            "EXDEVICE": "class IV",
        }
        for name in inputs.adsl["USUBJID"]
        for n in range(1, planned + 1)
    ]
    return events(inputs, "adex", rows)


def run(analysis: Method, inputs: Inputs) -> Result:
    return run_method(analysis, inputs)


def run_cost(analysis: Cost, of: Responders, inputs: Inputs) -> Result:
    """Run a cost analysis that divides by the responders of another."""
    return run_method(analysis, replace(inputs, others={"who": (of, inputs)}))


def with_words(result: Result, label: str) -> pd.DataFrame:
    """Fill in what the workflow takes from the trial file."""
    rows = result.rows
    words = {"PARAM": PAIN.label, "unit": PAIN.unit, "better": PAIN.better}
    about = rows["PARAMCD"].notna()
    filled = {name: rows[name].fillna(pd.Series(word, rows.index).where(about)) for name, word in words.items()}
    population = rows["population"].fillna("All randomised")
    return rows.assign(**filled, label=label, population=population, decimals=1.0)
