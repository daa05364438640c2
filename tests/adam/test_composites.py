"""Means of a diary's days, composites in SDs of baseline, and composite responders."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import pandas as pd
import pytest

from tests.tiny import RESULTS, Tiny, table
from trialstats.adam.derived.daily_mean import derive_daily_means
from trialstats.adam.derived.responder import derive_responders
from trialstats.adam.derived.z_scores import derive_z_scores
from trialstats.methods.descriptive.standard import described_of, parameters_drawn
from trialstats.trialfile.completion.words import dataset_words
from trialstats.trialfile.parts.composites import DailyMean, Responder, ZScores

# -- diaries


def diary(week: list[float | None]) -> pd.DataFrame:
    given = [("001", "DAY", "Week 1", f"2024-01-{day:02d}", score) for day, score in enumerate(week, 1)]
    records = table("USUBJID PARAMCD AVISIT ADT AVAL", given).assign(ANL01FL="Y")
    return records.assign(ADT=pd.to_datetime(records["ADT"])).astype({"AVAL": "float64"})


@pytest.mark.parametrize(
    ("week", "at_least", "mean"),
    [
        ([7, 6, None, 5, 6, None, 6], 4, 6),
        ([8, None, None, None, 7, None, 9], 4, None),
        ([8, None, None, None, 7, None, 9], 3, 8),
        ([0, 10, None, None, None, None, None], 1, 5),
    ],
)
def test_a_week_s_mean(week: list[float | None], at_least: int, mean: float | None) -> None:
    records = diary(week)
    both, lacking = derive_daily_means(records, "WEEK", DailyMean(of="DAY", at_least=at_least))
    made = both[both["PARAMCD"] == "WEEK"]
    if mean is None:
        assert made.empty
        assert lacking["REASON"].tolist() == [f"3 of at least {at_least} days with a value of DAY"]
        return
    assert lacking.empty
    assert made[["AVISIT", "AVAL", "DTYPE", "ANL01FL"]].values.tolist() == [["Week 1", mean, "AVERAGE", "Y"]]
    assert len(both) == len(records) + 1


def test_two_values_of_a_day_are_one_day() -> None:
    """A day of 2 and 4 is 3: (3 + 6) / 2, and not (2 + 4 + 6) / 3; and two days, not three."""
    records = diary([2, 4, 6])
    records.loc[1, "ADT"] = records.loc[0, "ADT"]
    both, _ = derive_daily_means(records, "WEEK", DailyMean(of="DAY", at_least=2))
    assert both["AVAL"].tolist()[-1] == 4.5
    assert derive_daily_means(records, "WEEK", DailyMean(of="DAY", at_least=3))[1]["REASON"].tolist() == [
        "2 of at least 3 days with a value of DAY"
    ]


DIARY_SOURCE = """
  diary:
    file: data/diary.csv
    subject: id
    date: {column: day}
    visits_by: window
"""
DIARY = """
  addiary:
    source: diary
    parameters:
      DAY: {label: Pain of the day, column: pain, unit: points, range: [0, 10], better: lower}
    derived:
      WEEK: {label: Weekly mean pain, daily_mean: {of: DAY, at_least: 4}}
"""


def with_diary(tiny: Tiny) -> None:
    """Seven days before randomisation (mean 6 of 5, 6, 6, 7), and four at week 4 (mean 3)."""
    tiny.spec("  events: {file:", DIARY_SOURCE.strip("\n") + "\n  events: {file:")
    tiny.spec("\noccurrences:", DIARY + "\noccurrences:")
    days = [("2024-01-01", 5), ("2024-01-02", 6), ("2024-01-03", 6), ("2024-01-04", 7)]
    days += [("2024-01-30", 2), ("2024-01-31", 3), ("2024-02-01", 3), ("2024-02-02", 4), ("2024-03-01", 9)]
    tiny.write("data/diary.csv", "id,day,pain\n" + "".join(f"001,{day},{pain}\n" for day, pain in days))


def test_a_diary_becomes_weeks_in_a_few_lines(tiny: Tiny) -> None:
    with_diary(tiny)
    assert tiny.check().code == 0
    made = tiny.adam()["addiary"]
    week = made[made["PARAMCD"] == "WEEK"]
    assert week[["AVISIT", "AVAL"]].values.tolist() == [["Baseline", 6], ["Week 4", 3]]
    assert week[["BASE", "CHG"]].values.tolist()[1] == [6, -3]
    assert week["PARAM"].tolist()[0] == "Weekly mean pain (points)"
    assert str(week["ADT"].iloc[1])[:10] == "2024-02-02"


def test_the_days_of_a_diary_stand_for_no_visit_in_the_standard_set(tiny: Tiny) -> None:
    with_diary(tiny)
    trial = tiny.load()
    assert described_of(trial, "addiary") == parameters_drawn(trial, "addiary") == ("WEEK",)
    assert dataset_words(trial, "addiary") == "Weekly mean pain"


def test_the_days_of_a_diary_are_no_duplicates_where_the_week_is_a_code(tiny: Tiny) -> None:
    with_diary(tiny)
    tiny.spec("    date: {column: day}\n    visits_by: window", "    visit: week\n    date: {column: day}")
    days = "".join(f"001,V0,2024-01-{day:02d},{pain}\n" for day, pain in ((1, 5), (2, 6), (3, 6), (4, 7), (4, 8)))
    tiny.write("data/diary.csv", "id,week,day,pain\n" + days)
    assert "lines 5, 6: several records of DAY at 2024-01-04" in tiny.check().err
    tiny.write("data/diary.csv", "id,week,day,pain\n" + days.removesuffix("001,V0,2024-01-04,8\n"))
    week = tiny.adam()["addiary"]
    assert week.loc[week["PARAMCD"] == "WEEK", "AVAL"].tolist() == [6]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at_least: 4", "at_least: 10", "is more than the 8 days in the window of Baseline"),
        (", at_least: 4", "", "at_least is missing"),
        ("of: DAY, at", "of: DAYS, at", "DAYS"),
        ("    date: {column: day}\n    visits_by: window", "    visit: week", "needs `date` of the source diary"),
    ],
)
def test_what_a_diary_lacks(tiny: Tiny, old: str, new: str, said: str) -> None:
    with_diary(tiny)
    tiny.spec(old, new)
    found = tiny.check()
    assert found.code == 2
    assert said in found.err


# -- in SDs of baseline


def test_z_scores_by_hand(tiny: Tiny) -> None:
    """Pain worse where higher, stiffness said to be better where higher: its sign is turned."""
    tiny.spec("text_results: [NOT DONE, <number]", "better: higher")
    composed = "      NEURO: {label: Composite, z_scores: {of: [PAIN, STIFF]}}\n"
    tiny.spec("    derived:\n      BOTH", f"    derived:\n{composed}      BOTH")
    made = tiny.adam()["adpain"]
    pain, stiff = ([each[k][0] for each in RESULTS.values()] for k in (0, 1))
    found = made[made["PARAMCD"] == "NEURO"].set_index(["USUBJID", "AVISIT"])
    for who, (pains, stiffs) in RESULTS.items():
        for visit, p, s in zip(("Baseline", "Week 4", "Week 8"), pains, stiffs, strict=True):
            z = (p - fmean(pain)) / stdev(pain) - (s - fmean(stiff)) / stdev(stiff)
            assert found.loc[(who, visit), "AVAL"] == pytest.approx(z, abs=1e-12)
    at_baseline = found.xs("Baseline", level="AVISIT")["AVAL"]
    assert at_baseline.mean() == pytest.approx(0, abs=1e-12)
    assert found["CHG"].notna().sum() == 12


def records_of(*given: tuple[Any, ...]) -> pd.DataFrame:
    return table("USUBJID PARAMCD AVISIT AVAL", given).assign(ANL01FL="Y").astype({"AVAL": "float64"})


def test_z_scores_do_not_depend_on_units() -> None:
    draw = random.Random(1)
    given = [(f"{n:03d}", c, v, draw.gauss(10, 3)) for n in range(20) for c in "AB" for v in ("V0", "V1")]
    other = [(who, c, v, 1000 * x - 7 if c == "A" else x) for who, c, v, x in given]
    words = {code: {"better": "lower"} for code in "AB"}
    rule = ZScores(of=("A", "B"), summary="mean")
    one, two = (derive_z_scores(records_of(*rows), "Z", rule, "V0", words)[0] for rows in (given, other))
    pd.testing.assert_series_equal(
        one.loc[one["PARAMCD"] == "Z", "AVAL"], two.loc[two["PARAMCD"] == "Z", "AVAL"], atol=1e-12
    )


def test_what_a_composite_in_sds_lacks() -> None:
    words = {code: {"better": "lower"} for code in "AB"}
    rule = ZScores(of=("A", "B"))
    given = [("1", "A", "V0", 1), ("2", "A", "V0", 2), ("1", "B", "V0", 5), ("2", "B", "V0", 5)]
    _, lacking = derive_z_scores(records_of(*given), "Z", rule, "V0", words)
    assert lacking["REASON"].tolist() == ["no spread of B at V0"] * 2
    given[3] = ("2", "B", "V0", 7)
    both, lacking = derive_z_scores(records_of(*given, ("1", "A", "V1", 3)), "Z", rule, "V0", words)
    assert lacking["REASON"].tolist() == ["no value of B"]
    assert (both["PARAMCD"] == "Z").sum() == 2


def test_a_part_without_direction(tiny: Tiny) -> None:
    composed = "      NEURO: {label: Composite, z_scores: {of: [PAIN, STIFF]}}\n"
    tiny.spec("    derived:\n      BOTH", f"    derived:\n{composed}      BOTH")
    assert "STIFF needs `better: lower` or `higher`" in tiny.check().err


# -- composite responders

ACTTION = Responder.model_validate(
    {"any": [[{"of": "PAIN", "percent": 50}], [{"of": "PAIN", "percent": 20}, {"of": "PF", "percent": 30}]]}
)
WORDS: dict[str | None, Any] = {None: {"PAIN": {"better": "lower"}, "PF": {"better": "higher"}}}


def responses(*forms: tuple[float | None, ...], rule: Responder = ACTTION) -> list[tuple[float | None, str]]:
    """Give the response to pain at baseline and end, and function at baseline and end; and why there is none."""
    given = [
        (f"{number:04d}", code, "Week 4", end, base)
        for number, form in enumerate(forms)
        for code, base, end in (("PAIN", *form[:2]), ("PF", *form[2:]))
        if end is not None
    ]
    records = table(
        "USUBJID PARAMCD AVISIT AVAL BASE", [*given, *(("other", code, "Week 4", 5, 6) for code in ("PAIN", "PF"))]
    )
    records = records.assign(ANL01FL="Y").astype({"AVAL": "float64", "BASE": "float64"})
    both, lacking = derive_responders(records, "RESP", rule, ["Week 4"], WORDS, {})
    made = both[both["PARAMCD"] == "RESP"].set_index("USUBJID")["AVAL"].to_dict()
    why = lacking.set_index("USUBJID")["REASON"].to_dict()
    assert not set(made) & set(why)
    names = [f"{number:04d}" for number in range(len(forms))]
    return [(made.get(name), why.get(name, "")) for name in names]


def response(*form: float | None, rule: Responder = ACTTION) -> tuple[float | None, str]:
    return responses(form, rule=rule)[0]


def plainly(pain_base: Any, pain: Any, base: Any, function: Any) -> float | None:
    """The rule once more, by hand, with what is not known as None."""
    relief = None if None in (pain_base, pain) or not pain_base else 100 * (pain_base - pain) / pain_base
    gain = None if None in (base, function) or not base else 100 * (function - base) / base
    if relief is not None and round(relief, 9) >= 50:
        return 1
    small = None if relief is None else round(relief, 9) >= 20
    better = None if gain is None else round(gain, 9) >= 30
    if small and better:
        return 1
    if small is False:
        return 0
    if better is False:
        return None if relief is None else 0
    return None


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((7.0, 5.2, 40, 55), 1),  # 25.7 % and 37.5 %
        ((6, 3, None, None), 1),  # 50 %, whatever function did
        ((6, 4.5, None, None), None),  # 25 %
        ((7, 6, 40, 60), 0),  # 14.3 %
        ((10, 8, 50, 65), 1),  # exactly 20 % and 30 %
        ((5.7, 4.56, 10, 13), 1),  # 20 % again, which floats miss
        ((10, 8, 0, 65), None),  # of a function of 0 there are no percent
        ((0, 0, 50, 70), None),
    ],
)
def test_the_acttion_responder(answers: tuple[float | None, ...], expected: float | None) -> None:
    """Patel et al., Pain 2018;159:2245: pain by 50 %, or pain by 20 % with function by 30 %."""
    assert response(*answers)[0] == expected


def test_the_acttion_responder_on_a_grid() -> None:
    values = [(None, 0, 4, 10), (None, 0, 2, 3.2, 5, 8, 10), (None, 0, 50), (None, 40, 64, 65, 100)]
    forms = [form for form in itertools.product(*values) if form[1] is not None or form[3] is not None]
    for form, (found, _) in zip(forms, responses(*forms), strict=True):
        assert found == plainly(*form), form


def test_the_examples_of_others(shared: Callable[[str], Path]) -> None:
    facts = json.loads(shared("facts/instruments.json").read_text("utf-8"))
    found = next(each for each in facts["instruments"] if each["id"] == "responder_acttion")
    for example in found["examples"]:
        expected = example["expected"]["responder"]
        assert response(*example["answers"])[0] == (None if expected is None else float(expected)), example["desc"]


def test_why_a_response_is_not_known() -> None:
    assert response(6, 4.5, None, None)[1] == "no value of PF"
    assert response(10, 8, 0, 65)[1] == "baseline of PF is 0"
    assert response(None, 5, 40, 50)[1] == "no baseline of PAIN"


def test_points_and_percent_must_both_be_reached() -> None:
    rule = Responder.model_validate({"any": [[{"of": "PAIN", "percent": 50, "points": 3}]]})
    assert response(6, 3, None, None, rule=rule)[0] == 1
    assert response(4, 2, None, None, rule=rule)[0] == 0  # 50 %, and 2 points


OTHER = """
  other:
    file: data/other.csv
    subject: id
    visit: visit
"""
RESPONDER = """\
      RESP:
        label: Composite response
        responder: {any: [[{of: PAIN, percent: 50}], [{of: PAIN, percent: 20}, {of: ODI, dataset: adodi, percent: 30}]]}
"""


def with_responder(tiny: Tiny) -> None:
    """Of 001 (33 and 50 %) the Oswestry index of 40, then 28, 30 % less, decides at week 4; at week 8 nobody has it."""
    tiny.spec("  events: {file:", OTHER.strip("\n") + "\n  events: {file:")
    tiny.spec("    derived:\n      BOTH", f"    derived:\n{RESPONDER}      BOTH")
    tiny.spec(
        "\noccurrences:", "\n  adodi:\n    source: other\n    instrument: {name: odi, items: 'o{n}'}\n\noccurrences:"
    )
    rows = "001,V0,2,2,2,2,2,2,2,2,2,2\n001,V1,2,2,2,2,2,1,1,1,1,0\n002,V0,2,2,2,2,2,2,2,2,2,2\n"
    tiny.write("data/other.csv", f"id,visit,{','.join(f'o{n}' for n in range(1, 11))}\n{rows}")


def test_a_responder_of_two_datasets(tiny: Tiny) -> None:
    with_responder(tiny)
    checked = tiny.check()
    assert checked.code == 0
    assert "datasets.adpain.derived.RESP: at Week 4, 5 subjects lack a part: by the others 0 respond and" in checked.out
    assert "can make shares too small; `missing: non-event` counts them" in checked.out
    made = tiny.adam()["adpain"]
    resp = made[made["PARAMCD"] == "RESP"].set_index(["USUBJID", "AVISIT"])["AVAL"].to_dict()
    assert resp[("001", "Week 4")] == 1
    assert not any(visit == "Week 8" for _, visit in resp)  # else 001, whose pain decides, and 50 % would be all
    assert resp[("002", "Week 4")] == 0  # 6.5 % of pain
    assert ("003", "Week 4") not in resp  # 27 %, and no index
    assert not any(visit == "Baseline" for _, visit in resp)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("dataset: adodi", "dataset: adodo", "adodo"),
        ("dataset: adodi", "dataset: adpain", "is the dataset itself"),
        ("of: ODI,", "of: ODX,", "ODX"),
        ("of: PAIN, percent: 50", "of: STIFF, percent: 50", "STIFF needs `better: lower` or `higher`"),
        ("{of: PAIN, percent: 50}", "{of: PAIN}", "give `percent` or `points`"),
    ],
)
def test_what_a_responder_lacks(tiny: Tiny, old: str, new: str, said: str) -> None:
    with_responder(tiny)
    tiny.spec(old, new)
    found = tiny.check()
    assert found.code == 2
    assert said in found.err
