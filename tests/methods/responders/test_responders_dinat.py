"""A published trial scored with our functions: Dinat N et al., PLoS One 2015;10(5):e0126297, data CC BY 4.0.

github.com/kamermanpr/Amitriptyline.HIVSN at a92dca2: NNT.csv (215 courses of treatment with a baseline of 4 or more)
and xoverBOCF.csv (124 subjects in two periods). Counts at 30 and 50 percent are those of the authors' own column of
percentages in NNT.csv, ties included.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.methods.responders.trial import curve, make, responders, run
from trialstats.methods.shared.inputs import Outcome
from trialstats.results.shape import Result

NRS = Outcome("Worst foot pain (NRS)", None, "lower")
ARMS = ("P", "A")
FOLDER = "trials/dinat2015_amitriptyline"
CRITERIA = ({"percent": 30}, {"percent": 50})


def courses(path: Path, middle: str | None = None) -> list[dict[str, object]]:
    """Take every course of treatment as a subject; the files end their lines with a bare CR."""
    frame = pd.read_csv(path, lineterminator="\r")
    names = {"Treatment": "ARM", "Time1": "Baseline", "Time3": "Week 12"} | ({middle: "Week 6"} if middle else {})
    kept = frame.rename(columns=names)[list(names.values())]
    return kept.to_dict("records")


def count(result: Result, percent: int, arm: str) -> tuple[float, float]:
    rows = result.rows
    own = rows[(rows["kind"] == "proportion") & (rows["AVISIT"] == "Week 12") & (rows["ARM"] == arm)]
    own = own[own["group"] == f"At least {percent}% improvement"]
    return float(own["count"].iloc[0]), float(own["total"].iloc[0])


def test_responders_of_the_published_file(shared: Callable[[str], Path]) -> None:
    people = courses(shared(f"{FOLDER}/NNT.csv"))
    inputs = make(people, ARMS, NRS)
    result = run(responders(criteria=CRITERIA, visits="Week 12"), inputs)
    assert (count(result, 50, "A"), count(result, 50, "P")) == ((47, 105), (42, 110))
    assert (count(result, 30, "A"), count(result, 30, "P")) == ((62, 105), (55, 110))
    ties = [p for p in people if 10 * (p["Baseline"] - p["Week 12"]) in (3 * p["Baseline"], 5 * p["Baseline"])]
    assert len(ties) == 13
    on_curve = run(curve(visits="Week 12"), inputs).rows
    at = on_curve[(on_curve["kind"] == "point") & (on_curve["ARM"] == "A")].set_index("level")["count"]
    assert (at["30%"], at["50%"]) == (62, 47)


@pytest.mark.parametrize("zero", ["exclude", "non-responder"])
def test_baselines_of_zero_are_counted_and_none_is_infinite(shared: Callable[[str], Path], zero: str) -> None:
    people = courses(shared(f"{FOLDER}/xoverBOCF.csv"), "Time2")
    assert (len(people), sum(p["Baseline"] == 0 for p in people)) == (248, 20)
    inputs = make(people, ARMS, NRS)
    for analysis in (responders(criteria=CRITERIA, zero_baseline=zero), curve(zero_baseline=zero)):
        result = run(analysis, inputs)
        last = [entry for entry in result.notes["zero_baselines"] if entry["AVISIT"] == "Week 12"]
        groups = {entry.get("group") for entry in last}
        assert sum(entry["baseline_of_zero"] for entry in last) == 20 * len(groups)
        numbers = result.rows.select_dtypes("float64").to_numpy()
        assert not np.isinf(numbers).any()
        totals = result.rows[(result.rows["AVISIT"] == "Week 12") & result.rows["kind"].isin(["proportion", "point"])]
        sizes = totals.drop_duplicates("ARM").set_index("ARM")["total"]
        assert sizes.sum() == (228 if zero == "exclude" else 248)
