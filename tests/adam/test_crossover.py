"""A crossover trial in ADaM: sequences, treatments by period, baselines by period, treatment at onset."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests import crossover_trial as cross
from tests.tiny import build_all, call, listed, map_all, read_sources
from trialstats.errors import SpecError
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.trial import Trial


class Crossed:
    """The crossover trial in the working directory."""

    def __init__(self) -> None:
        cross.write(Path())

    def replace(self, file: str, *changes: tuple[str, str]) -> None:
        path = Path(file)
        text = path.read_text("utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    def spec(self, *changes: tuple[str, str]) -> None:
        self.replace(cross.TRIAL_FILE, *changes)

    def add(self, text: str) -> None:
        path = Path(cross.TRIAL_FILE)
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    def load(self) -> Trial:
        return load_trial(Path(cross.TRIAL_FILE))

    def adam(self) -> dict[str, pd.DataFrame]:
        trial = self.load()
        return build_all(trial, map_all(trial, read_sources(trial)))

    def problems(self) -> list[str]:
        try:
            self.load()
        except SpecError as error:
            return [problem.partition(": ")[2] for problem in error.problems]
        return []


@pytest.fixture
def crossed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Crossed:
    monkeypatch.chdir(tmp_path)
    return Crossed()


def test_adsl_has_the_sequence_and_the_treatment_of_each_period(crossed: Crossed) -> None:
    adsl = crossed.adam()["adsl"].set_index("USUBJID")
    assert adsl.loc["001", ["TRTSEQP", "TRT01P", "TRT02P"]].tolist() == ["Drug then placebo", "Drug", "Placebo"]
    assert adsl.loc["002", ["TRTSEQP", "TRT01P", "TRT02P"]].tolist() == ["Placebo then drug", "Placebo", "Drug"]
    assert adsl.loc["011", ["TRTSEQP", "TRT01P", "TRT02P"]].isna().all()
    assert adsl["RANDFL"].eq("Y").sum() == 11
    assert str(adsl.loc["001", "AP02SDT"])[:10] == str(cross.START[2])


def test_columns_of_treatments_say_the_sequence(crossed: Crossed) -> None:
    before = crossed.adam()["adsl"]
    subjects = pd.read_csv("data/subjects.csv", dtype=str, keep_default_na=False)
    for period in (1, 2):
        subjects[f"t{period}"] = subjects["sequence"].str[period - 1 : period]
    subjects.drop(columns="sequence").to_csv("data/subjects.csv", index=False)
    crossed.spec(("arm: sequence", "arm: [t1, t2]"), (", codes: DP", ""), (", codes: PD", ""))
    pd.testing.assert_frame_equal(crossed.adam()["adsl"], before)


def by_period(crossed: Crossed) -> pd.DataFrame:
    """Write the subjects file with a row a period: its treatment and its first day."""
    subjects = pd.read_csv("data/subjects.csv", dtype=str, keep_default_na=False)
    rows = [
        subjects.assign(period=str(p), treatment=subjects["sequence"].str[p - 1 : p], start=subjects[f"start{p}"])
        for p in (1, 2)
    ]
    long = pd.concat(rows).drop(columns=["sequence", "start1", "start2", "end2"])
    # Who has no second period has no row of it, and who was not randomised one of the first alone.
    long = long[(long["start"] != "") | ((long["treatment"] == "") & (long["period"] == "1"))].sort_values("id")
    crossed.spec(
        ("arm: sequence", "arm: treatment"),
        ("  crossover:\n", "  crossover:\n    period: period\n"),
        (", codes: DP", ""),
        (", codes: PD", ""),
        ("{column: start1}", "{column: start}"),
        ("{column: start2}", "{column: start}"),
    )
    return long


def test_a_row_a_period_says_the_treatment_of_each(crossed: Crossed) -> None:
    """Subject 005, who left after the first period, has its row alone: one sequence begins so."""
    before = crossed.adam()["adsl"]
    by_period(crossed).to_csv("data/subjects.csv", index=False)
    pd.testing.assert_frame_equal(crossed.adam()["adsl"].reset_index(drop=True), before)
    assert call("check", "cross").code == 0


def test_a_row_of_a_period_that_cannot_be_is_told(crossed: Crossed) -> None:
    long = by_period(crossed)
    long.assign(period=long["period"].replace("2", "3")).to_csv("data/subjects.csv", index=False)
    assert "period = 3, not the code of a period (1, 2)" in call("check", "cross").err
    twice = pd.concat([long, long[long["id"] == "001"].assign(treatment="P")])
    twice.to_csv("data/subjects.csv", index=False)
    assert (
        "treatment = D (line 2), P (line 24): one subject, several values (subject 001)" in call("check", "cross").err
    )


def test_treatments_of_no_sequence_are_told(crossed: Crossed) -> None:
    subjects = pd.read_csv("data/subjects.csv", dtype=str, keep_default_na=False)
    for period in (1, 2):
        subjects[f"t{period}"] = subjects["sequence"].str[period - 1 : period]
    subjects.loc[0, "t2"] = "D"
    subjects.drop(columns="sequence").to_csv("data/subjects.csv", index=False)
    crossed.spec(("arm: sequence", "arm: [t1, t2]"), (", codes: DP", ""), (", codes: PD", ""))
    found = call("check", "cross")
    assert found.code == 3
    assert "D, D" in found.err
    assert "Drug then placebo: Drug, Placebo" in found.err


def test_an_unknown_sequence_is_told_with_the_nearest(crossed: Crossed) -> None:
    crossed.replace("data/subjects.csv", ("001,DP", "001,DPP"))
    found = call("check", "cross")
    assert found.code == 3
    assert "sequence = DPP, not the code of a sequence (DP, PD)" in found.err


def test_what_was_taken_may_differ_from_what_was_planned(crossed: Crossed) -> None:
    subjects = pd.read_csv("data/subjects.csv", dtype=str, keep_default_na=False)
    for period in (1, 2):
        subjects[f"took{period}"] = subjects["sequence"].str[period - 1 : period]
    subjects.loc[subjects["id"] == "001", ["took1", "took2"]] = ["P", "D"]
    subjects.loc[subjects["id"] == "003", ["took1", "took2"]] = ["D", "D"]
    subjects.loc[subjects["id"] == "005", "took2"] = ""
    subjects.to_csv("data/subjects.csv", index=False)
    crossed.spec(("  crossover:\n", "  crossover:\n    actual: [took1, took2]\n"))
    made = crossed.adam()
    adsl = made["adsl"].set_index("USUBJID")
    assert adsl.loc["001", ["TRTSEQP", "TRTSEQA"]].tolist() == ["Drug then placebo", "Placebo then drug"]
    assert adsl.loc[["003", "005"], "TRTSEQA"].tolist() == ["Drug-Drug", "Drug"]
    assert pd.isna(adsl.loc["005", "TRT02A"])
    own = made["adpain"].query("USUBJID == '001' and PARAMCD == 'PAIN'")
    assert own["TRTP"].tolist() == ["Drug", "Drug", "Placebo", "Placebo"]
    assert own["TRTA"].tolist() == ["Placebo", "Placebo", "Drug", "Drug"]


def test_records_have_the_period_and_its_baseline(crossed: Crossed) -> None:
    adpain = crossed.adam()["adpain"]
    own = adpain[(adpain["USUBJID"] == "002") & (adpain["PARAMCD"] == "PAIN")]
    measured = cross.values()
    assert own["APERIOD"].tolist() == [1, 1, 2, 2]
    assert own["APERIODC"].tolist() == ["Period 1"] * 2 + ["Period 2"] * 2
    assert own["TRTP"].tolist() == ["Placebo", "Placebo", "Drug", "Drug"]
    assert own["BASE"].tolist() == [measured["002", period][0] for period in (1, 1, 2, 2)]
    assert own["ABLFL"].eq("Y").tolist() == [True, False, True, False]
    assert own["BASETYPE"].tolist() == ["Period 1 baseline"] * 2 + ["Period 2 baseline"] * 2
    assert own["CHG"].dropna().tolist() == [measured["002", p][1] - measured["002", p][0] for p in (1, 2)]


def test_one_baseline_is_that_of_the_trial(crossed: Crossed) -> None:
    crossed.spec(("AVISITN: 20, period: 2, baseline: true", "AVISITN: 20, period: 2, timepoint: Start"))
    adpain = crossed.adam()["adpain"]
    own = adpain[(adpain["USUBJID"] == "002") & (adpain["PARAMCD"] == "PAIN")]
    assert own["BASE"].tolist() == [cross.values()["002", 1][0]] * 4
    assert "BASETYPE" not in own


def test_dates_tell_the_period_where_no_column_does(crossed: Crossed) -> None:
    before = crossed.adam()["adpain"]
    crossed.spec((", period: period, date", ", date"))
    pd.testing.assert_frame_equal(crossed.adam()["adpain"], before)


def test_visits_with_codes_of_their_own_need_neither(crossed: Crossed) -> None:
    before = crossed.adam()["adpain"]
    pain = pd.read_csv("data/pain.csv", dtype=str)
    pain.assign(visit=pain["visit"] + pain["period"]).drop(columns="period").to_csv("data/pain.csv", index=False)
    crossed.spec((", period: period, date", ", date"))
    for code in ("B", "W4"):
        for period in (1, 2):
            name = {"B": "Baseline", "W4": "Week 4"}[code]
            crossed.spec(
                (f'"{name}, period {period}": {{codes: {code},', f'"{name}, period {period}": {{codes: {code}{period},')
            )
    after = crossed.adam()["adpain"]
    pd.testing.assert_frame_equal(after.drop(columns="VISIT"), before.drop(columns="VISIT"))


def test_an_unknown_period_is_told(crossed: Crossed) -> None:
    crossed.replace("data/pain.csv", (f"002,2,B,{cross.START[2]}", f"002,3,B,{cross.START[2]}"))
    found = call("check", "cross")
    assert found.code == 3
    assert "period = 3, not the code of a period (1, 2)" in found.err


def test_periods_may_be_called_otherwise(crossed: Crossed) -> None:
    before = crossed.adam()["adpain"]
    pain = pd.read_csv("data/pain.csv", dtype=str)
    pain.assign(period=pain["period"].map({"1": "I", "2": "II"})).to_csv("data/pain.csv", index=False)
    crossed.spec(("  crossover:\n", "  crossover:\n    periods: {1: I, 2: [II, '2']}\n"))
    pd.testing.assert_frame_equal(crossed.adam()["adpain"], before)


def onset(crossed: Crossed) -> list[tuple[str, object]]:
    events = crossed.adam()["adae"]
    treatment = events["TRTP"].astype(object).where(events["TRTP"].notna(), None)
    return list(zip(events["USUBJID"], treatment, strict=True))


def test_an_event_is_of_the_treatment_at_its_onset(crossed: Crossed) -> None:
    """Subject 003's began in the wash-out, which is the earlier treatment's; 004's before any."""
    assert onset(crossed) == [("001", "Drug"), ("001", "Placebo"), ("002", "Placebo"), ("003", "Drug"), ("004", None)]


def test_the_wash_out_may_be_nobodys(crossed: Crossed) -> None:
    crossed.spec(("  crossover:\n", "  crossover:\n    washout: none\n"))
    assert onset(crossed)[3] == ("003", None)


def test_an_event_may_say_its_period(crossed: Crossed) -> None:
    events = Path("data/events.csv").read_text("utf-8").splitlines()
    rows = [events[0] + ",period", *(f"{line},{2}" for line in events[1:])]
    Path("data/events.csv").write_text("\n".join([*rows, ""]), "utf-8")
    crossed.spec(("      AETERM:", "      APERIOD: {column: period, type: number}\n      AETERM:"))
    assert onset(crossed)[:3] == [("001", "Placebo"), ("001", "Placebo"), ("002", "Drug")]


def test_nothing_is_listed_that_is_right(crossed: Crossed) -> None:
    trial = crossed.load()
    mapped = map_all(trial, read_sources(trial))
    assert [name for name in mapped if listed(mapped, name, "kind")] == []


PARALLEL = "analyses:\n  pain: {method: mmrm, estimand: primary}\n"
REFUSED: dict[str, tuple[list[tuple[str, str]], str, str]] = {
    "another method": (
        [],
        PARALLEL,
        "analyses.pain.method = mmrm (Mixed model for repeated measures) takes the arms for groups of different "
        "subjects, and in this trial (`crossover`) they are treatments of the same ones; for crossover trials there",
    ),
    "no such arm": (
        [("[Drug, Placebo]", "[Drug, Placbo]")],
        "",
        "sequences.Drug then placebo.treatments = Placbo is not a known arm (did you mean `Placebo`?)",
    ),
    "lengths": (
        [("[Drug, Placebo]", "[Drug, Placebo, Drug]")],
        "",
        "`sequences` are of different lengths (periods: Drug then placebo 3, Placebo then drug 2)",
    ),
    "twice the same": ([("[Drug, Placebo]", "[Placebo, Drug]")], "", "have the same treatments"),
    "an arm of no sequence": (
        [("  Placebo: {codes: P", "  Other: {codes: O}\n  Placebo: {codes: P")],
        "",
        "arms.Other is a treatment of no sequence",
    ),
    "a third period": (
        [("AVISITN: 24, period: 2", "AVISITN: 24, period: 3")],
        "",
        "visits.Week 4, period 2.period = 3; the sequences have periods 1 to 2",
    ),
    "two baselines of a period": (
        [("AVISITN: 20, period: 2", "AVISITN: 20, period: 1")],
        "",
        "visits.Baseline, period 2.baseline = true, and Baseline, period 1 gives BASE of period 1",
    ),
    "no way to tell the period": (
        [(", period: period, date: {column: date}", "")],
        "",
        "sources.pain needs `period`, for visits of several periods have the code B",
    ),
    "carry-over": (
        [],
        "analyses:\n  pain: {method: crossover, estimand: primary, carry_over: true}\n",
        "analyses.pain.carry_over = true: with two treatments in two periods carry-over is the difference between",
    ),
    "no such timepoint": (
        [("timepoint: Week 4\n", "timepoint: Week 5\n")],
        "",
        "estimands.primary.timepoint = Week 5 is not a known timepoint of visits (their `timepoint`) (did you mean",
    ),
    "what was taken": (
        [],
        "analyses:\n  pain: {method: crossover, estimand: primary, treatment: actual}\n",
        "analyses.pain.treatment = actual needs `subjects.crossover.actual`",
    ),
    "visits one by one": (
        [],
        'analyses:\n  pain: {method: crossover, estimand: primary, visits: "Week 4, period 1"}\n',
        "analyses.pain.visits has no effect: an analysis of periods compares `timepoints`",
    ),
    "the end of a period": (
        [("  crossover:\n", "  crossover:\n    washout: none\n"), ("    AP01EDT: {column: end1}\n", "")],
        "",
        "subjects.crossover.washout = none needs the date AP01EDT under `subjects.dates`",
    ),
    "a name twice": (
        [("Drug then placebo: {", "Drug: {")],
        "",
        "subjects.crossover.sequences.Drug is the name of an arm too: take another",
    ),
    "rates": (
        [],
        "analyses:\n  events: {method: adverse_events, dataset: adae, population: ITTFL, term: AETERM, "
        "follow_up: {start: RANDDT, end: AP02SDT}}\n",
        "analyses.events.follow_up counts time in the trial, and not under each treatment",
    ),
    "rates without an end": (
        [],
        "analyses:\n  events: {method: adverse_events, dataset: adae, population: ITTFL, term: AETERM, "
        "follow_up: {start: APERSDT, end: APEREDT}}\n",
        "and the time under each treatment needs the end of the last period: AP02EDT under `subjects.dates`, or `date`",
    ),
    "courses taken": (
        [
            ("    AP01EDT", "    AP02EDT: {column: end2}\n    AP01EDT"),
            ("      ASTDT:", "      AENDT: {column: start, type: date}\n      ASTDT:"),
        ],
        "analyses:\n  drugs: {method: medication, dataset: adae, population: ITTFL, treatment: AETERM, counts: taken, "
        "end: AENDT, follow_up: {start: APERSDT, end: APEREDT}}\n",
        "analyses.drugs.counts = taken is not for crossover trials, in which a course is of the treatment under which",
    ),
    "fixed covariates": (
        [],
        "analyses:\n  pain: {method: crossover, estimand: primary, subject: fixed, covariates: AGE}\n",
        "`covariates` (AGE) are one value a subject, which `subject: fixed` takes up",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_said(case: str, crossed: Crossed) -> None:
    changes, more, message = REFUSED[case]
    if case == "no such timepoint":
        text = Path(cross.TRIAL_FILE).read_text("utf-8")
        Path(cross.TRIAL_FILE).write_text(text.replace("    timepoint: Week 4\n", "    timepoint: Week 5\n"), "utf-8")
    else:
        crossed.spec(*changes)
    crossed.add(more)
    problems = crossed.problems()
    assert any(message in problem for problem in problems), problems


def test_a_trial_in_parallel_groups_has_none_of_it(crossed: Crossed) -> None:
    text = Path(cross.TRIAL_FILE).read_text("utf-8")
    start, end = text.index("  crossover:\n"), text.index("\narms:")
    crossed.add("analyses:\n  pain: {method: crossover, estimand: primary}\n")
    path = Path(cross.TRIAL_FILE)
    path.write_text(path.read_text("utf-8").replace(text[start:end], ""), "utf-8")
    problems = crossed.problems()
    assert any("visits.Week 4, period 1.period needs `subjects.crossover`" in problem for problem in problems)
    assert any("analyses.pain.method = crossover compares the periods of subjects" in problem for problem in problems)
