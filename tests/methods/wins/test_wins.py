"""Method wins: a hierarchy of a death, a first event and a value, of eight subjects, decided by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.methods.build import FLAG, pick
from tests.tiny import TRIAL
from trialstats.errors import SpecError
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.wins.options import Wins
from trialstats.methods.wins.wins import run
from trialstats.trialfile.load import load_trial

START = pd.Timestamp("2024-01-01")
FOLLOW_UP = {"start": "RANDDT", "end": "EOSDT"}
# Of each subject: arm, sex, day of the end, day of death, day of the first fall, change of pain (lower is better).
SUBJECTS: dict[str, tuple[str, str, int, int | None, int | None, float | None]] = {
    "L1": ("Laser", "F", 100, None, None, -30.0),
    "L2": ("Laser", "F", 50, 50, None, None),
    "L3": ("Laser", "M", 100, None, 20, -10.0),
    "L4": ("Laser", "M", 30, None, None, -5.0),
    "S1": ("Sham", "F", 100, None, 40, -30.0),
    "S2": ("Sham", "F", 60, 60, None, None),
    "S3": ("Sham", "M", 100, None, 20, -12.0),
    "S4": ("Sham", "M", 100, None, 120, 0.0),  # the fall lies after the end
}


def day(number: int | None) -> Any:
    return pd.NaT if number is None else START + pd.Timedelta(days=number - 1)


def inputs(reverse: bool = False) -> Inputs:
    rows = [(name, arm, sex, START, day(end), day(died)) for name, (arm, sex, end, died, _, _) in SUBJECTS.items()]
    adsl = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "SEX", "RANDDT", "EOSDT", "DTHDT"]).assign(**{FLAG: "Y"})
    adsl = adsl.astype({"TRT01P": pd.CategoricalDtype(["Sham", "Laser"], ordered=True), "SEX": "category"})
    falls = pd.DataFrame(
        [(name, day(fall), "FALL") for name, (*_, fall, _) in SUBJECTS.items() if fall],
        columns=["USUBJID", "ASTDT", "AETERM"],
    )
    pain = pd.DataFrame(
        [(name, "PAIN", "Week 12", "Y", change) for name, (*_, change) in SUBJECTS.items() if change is not None],
        columns=["USUBJID", "PARAMCD", "AVISIT", "ANL01FL", "CHG"],
    )
    if reverse:
        adsl, falls, pain = (frame.iloc[::-1].reset_index(drop=True) for frame in (adsl, falls, pain))
    return Inputs(
        name="test",
        adsl=adsl,
        arms=("Sham", "Laser"),
        visits=("Baseline", "Week 12"),
        baseline="Baseline",
        datasets={"adae": falls, "adpain": pain},
        outcomes={"PAIN": Outcome("Pain", "mm", "lower")},
    )


def analysis(**more: Any) -> Wins:
    components = [
        {"label": "Death", "date": "DTHDT", "follow_up": FOLLOW_UP},
        {
            "label": "Fall",
            "occurrence": "adae",
            "records": [{"column": "AETERM", "in": "FALL"}],
            "follow_up": FOLLOW_UP,
        },
        {"label": "Pain", "dataset": "adpain", "PARAMCD": "PAIN", "visit": "Week 12", "value": "CHG", "threshold": 5},
    ]
    return Wins.model_validate({"method": "wins", "population": FLAG, "components": components, **more})


def count(made: Any, variable: str, outcome: str | None = None) -> int:
    rows = made.rows[(made.rows["variable"] == variable).fillna(False)]
    rows = rows[rows["group"].isna()] if outcome is None else rows[(rows["group"] == outcome).fillna(False)]
    return int(rows["count"].iloc[0])


def test_pairs_are_decided_as_by_hand() -> None:
    """Death: L1 beats S2; L2 loses to S1, S2, S3, S4; L3 and L4: L3 beats S2, L4 ended before S2 died. Four of sixteen
    are lost and two won.
    Fall, of those left: L1 S1 won, L1 S3 won, L1 S4 tied (S4 fell after the end); L3 S1 lost, L3 S3 tied (the same
    day), L3 S4 lost; L4 S1 tied (followed until 30), L4 S2 tied, L4 S3 won, L4 S4 tied.
    Pain by 5 or more, of those left: L1 S4 won; L3 S3 (2 better for Sham) tied; L4 S1 lost (25), L4 S2 has none: tied;
    L4 S4 won (5).
    """
    made = run(analysis(), inputs())
    assert [count(made, name, "Death") for name in ("pairs won", "pairs lost", "pairs tied")] == [2, 4, 10]
    assert [count(made, name, "Fall") for name in ("pairs won", "pairs lost", "pairs tied")] == [3, 2, 5]
    assert [count(made, name, "Pain") for name in ("pairs won", "pairs lost", "pairs tied")] == [2, 1, 2]
    assert [count(made, name) for name in ("pairs won", "pairs lost", "pairs tied")] == [7, 7, 2]
    assert pick(made, kind="win_ratio")["estimate"] == pytest.approx(1)
    assert pick(made, kind="net_benefit")["estimate"] == pytest.approx(0)
    excluded = made.notes["excluded"]
    fall = next(note for note in excluded if note.get("variable") == "events" and note["group"] == "Fall")
    assert (fall["in"], fall["left_out"], fall["used"]) == (4, {"event outside the follow-up, so not counted": 1}, 3)


def test_an_intercurrent_event_is_an_outcome_like_a_record_of_that_day_and_without_a_day_decides_nothing() -> None:
    falls = {name: fall for name, (*_, fall, _) in SUBJECTS.items() if fall}
    events = pd.DataFrame({"USUBJID": list(falls), "ICE": "fall", "ASTDT": [day(fall) for fall in falls.values()]})
    events = events.assign(ICETERM="Fall", strategy="")
    components = list(analysis().model_dump(by_alias=True, exclude_none=True)["components"])
    components[1] = {"label": "Fall", "intercurrent": "fall", "follow_up": FOLLOW_UP}
    own = analysis(components=components)
    made = run(own, replace(inputs(), events=events))
    pd.testing.assert_frame_equal(made.rows, run(analysis(), inputs()).rows)
    undated = run(own, replace(inputs(), events=events.assign(ASTDT=events["ASTDT"].where(events["USUBJID"] != "S1"))))
    assert [count(undated, name, "Fall") for name in ("pairs won", "pairs lost", "pairs tied")] == [2, 1, 7]
    note = next(one for one in undated.notes["excluded"] if one.get("group") == "Fall" and "variable" not in one)
    assert note["left_out"]["event on a day that nobody knows: decides no pair of the subject"] == 1


def test_strata_are_compared_within_themselves_and_the_order_of_rows_decides_nothing() -> None:
    made = run(analysis(strata="SEX"), inputs())
    # Women: L1 S1 and L1 S2 won, L2 S1 and L2 S2 lost. Men: L3 S3 tied, L3 S4 lost, L4 S3 won, L4 S4 won.
    assert [count(made, name) for name in ("pairs won", "pairs lost", "pairs tied")] == [4, 3, 1]
    turned = run(analysis(strata="SEX"), inputs(reverse=True))
    pd.testing.assert_frame_equal(made.rows, turned.rows)


def test_who_lacks_the_value_may_be_the_worst() -> None:
    components = analysis().model_dump(by_alias=True, exclude_none=True)["components"][-1:]
    made = run(analysis(components=[{**components[0], "missing": "worst"}]), inputs())
    # L2 and S2 have no value: L2 loses to S1, S3 and S4 and ties with S2; L1, L3 and L4 beat S2.
    # L1: ties S1, beats S3 and S4. L3: loses to S1, ties S3 (2), beats S4. L4: loses to S1 and S3, beats S4 (5).
    assert [count(made, name) for name in ("pairs won", "pairs lost", "pairs tied")] == [7, 6, 3]


def test_a_parameter_without_better_has_no_winner() -> None:
    material = inputs()
    made = run(analysis(), Inputs(**{**vars(material), "outcomes": {"PAIN": Outcome("Pain", "mm")}}))
    row = pick(made, kind="win_ratio")
    assert pd.isna(row["estimate"])
    assert "lower or higher is better" in row["reason"]


WRONG = """  hierarchy:
    method: wins
    population: ITTFL
    components:
      - {label: Pain, dataset: adpian, PARAMCD: VASPAIN, visit: Week 12}
      - {label: Death, date: DTHDTT, follow_up: {start: RANDDT, end: EOSD}}
      - {label: Fall, occurrence: adea, follow_up: {start: RANDDT, last_record: adpain}}
"""


def test_names_that_lead_nowhere_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "trial.yaml"
    path.write_text(TRIAL.replace("analyses:\n", f"analyses:\n{WRONG}", 1), "utf-8")
    with pytest.raises(SpecError) as told:
        load_trial(path)
    text = str(told.value)
    for part in ("components[1].dataset = adpian", "components[2].date = DTHDTT", "components[3].occurrence = adea"):
        assert part in text
