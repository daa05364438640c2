"""What `trialstats explain` says of an id: down to the lines of the data, and the nearest where there is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest

from tests.in_process import run_steps
from tests.tiny import SUBJECTS, TRIAL, TRIAL_FILE, Tiny, call, pain_file
from trialstats.plan.layout import Layout
from trialstats.trialfile.load import load_trial

DIFFERENCE = "change/difference/PAIN/CHG/Week 8/Laser/Sham"
EVENTS = "events: {method: adverse_events, dataset: adae, population: FASFL, term: AETERM, severity: AESEV}"
SUMMARY = "summary/summary/PAIN/AVAL/Week 8/Laser"


@pytest.fixture(scope="module", autouse=True)
def finished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tiny]:
    """A tiny trial that ran with a value that is blank, one that a filter leaves out, and one without baseline."""
    with chdir(tmp_path_factory.mktemp("told")):
        tiny = Tiny()
        pain = [line for line in pain_file().splitlines() if ",PAIN," in line]
        blank = next(line for line in pain if line.startswith("005,V2"))
        baseline = next(line for line in pain if line.startswith("006,V0"))
        text = TRIAL.replace(
            "change: {method: ancova, estimand: primary}",
            "change: {method: ancova, estimand: primary, records: [{column: SEX, in: [Female, Male]}]}",
        )
        text = text.replace("\ntables:", f"  {EVENTS}\n\ntables:", 1)
        tiny.write(TRIAL_FILE, text)
        tiny.replace("data/vas.csv", blank, blank.replace(",41,", ",,"))
        tiny.replace("data/vas.csv", f"{baseline}\n", "")
        tiny.replace("data/subjects.csv", "003,L,2024-01-10,47,M", "003,L,2024-01-10,47,")
        run_steps("tiny")
        yield tiny


def line_of(subject: str, visit: str) -> str:
    """Find the line of a subject's pain in the file as it stands."""
    lines = Path("data/vas.csv").read_text("utf-8").splitlines()
    start = f"{subject},{visit},"
    number = next(n for n, line in enumerate(lines, 1) if line.startswith(start) and ",PAIN," in line)
    return f"data/vas.csv:{number}"


def test_the_numbers_are_those_of_the_results() -> None:
    told = call("explain", "tiny", SUMMARY).out
    ard = pd.read_parquet(Layout("tiny").ard)
    own = ard[(ard["row_id"] == SUMMARY) & ard["stat"].notna()]
    words = [line.split() for line in told.splitlines() if line.startswith("  ")]
    found = {line[0]: float(line[1]) for line in words if line[0] in set(own["stat_name"])}
    assert found["mean"] == pytest.approx((30 + 33) / 2)  # 005 is blank
    assert found == dict(zip(own["stat_name"], own["stat"], strict=True))


def test_a_number_that_could_not_be_estimated_says_why() -> None:
    told = call("explain", "tiny", DIFFERENCE).out
    ard = pd.read_parquet(Layout("tiny").ard)
    reason = ard.loc[ard["row_id"] == DIFFERENCE, "reason"].iloc[0]
    assert f"No number: {reason}" in " ".join(told.split())


def test_every_record_is_followed_to_its_lines() -> None:
    told = json.loads(call("explain", "tiny", DIFFERENCE, "--json").out)["records"]
    used = {record["subject"]: record for record in told["used"]}
    assert sorted(used) == ["001", "002", "004"]
    assert used["001"]["values"] == {"AVAL": 30.0, "BASE": 60.0, "CHG": -30.0, "PCHG": -50.0}
    assert used["001"]["lines"] == [line_of("001", "V2")]
    assert used["001"]["at_baseline"] == [line_of("001", "V0")]


def test_whoever_has_no_record_is_named_with_the_reason() -> None:
    told = json.loads(call("explain", "tiny", DIFFERENCE, "--json").out)["records"]
    assert {one["subject"]: (one["why"], one["lines"]) for one in told["without"]} == {
        "005": ("blank: PAIN at Week 8", [line_of("005", "V2")]),
        "006": ("CHG missing (PAIN, CHG, Week 8), at Week 8", [line_of("006", "V2")]),
    }
    left = {each["condition"]: each["records"] for each in told["left_out"]}
    assert [(one["subject"], one["lines"]) for one in left["SEX is not Female or Male"]] == [
        ("003", [line_of("003", "V2")])
    ]


def test_the_counts_of_the_records_add_up() -> None:
    told = json.loads(call("explain", "tiny", "change", "--json").out)["records"]
    assert told["came"] == len(told["used"]) + sum(each["count"] for each in told["left_out"])
    for each in told["left_out"]:
        assert len(each["records"]) in (0, each["count"])


def test_the_first_records_are_told_and_all_where_they_are_wanted() -> None:
    few, every = (call("explain", "tiny", "summary", *more).out.splitlines() for more in ([], ["--records"]))
    assert any("(--records tells all)" in line for line in few)
    assert not any("(--records tells all)" in line for line in every)
    assert all(any(line_of(subject, "V1") in line for line in every) for subject in ("001", "002", "004", "005"))


def test_a_display_and_a_population_are_explained() -> None:
    table = call("explain", "tiny", "table/change").out
    assert "Change in pain" in table
    assert DIFFERENCE in table
    population = call("explain", "tiny", "FASFL").out
    assert "a value at 1 or more visit after baseline in adpain" in population
    assert f"in all: {len(SUBJECTS.splitlines()) - 1} of 6 randomised" in population


def test_a_listing_shows_no_results() -> None:
    trial = load_trial(Path(TRIAL_FILE))
    name = next(iter(trial.listings))
    told = call("explain", "tiny", f"listing/{name}").out
    assert trial.listings[name].title in told
    assert "lists subjects' data as they stand in the ADaM datasets, and no results" in " ".join(told.split())
    assert f"results/tiny/listings/{name}.html" in told


def test_a_name_of_several_tells_all_of_them() -> None:
    told = call("explain", "tiny", "change").out
    assert "Table change" in told
    assert "Analysis change" in told


def test_the_trial_can_be_left_out_where_one_has_results() -> None:
    assert call("explain", f"{SUMMARY}:mean").out.startswith(f"{SUMMARY}:mean\n")


@pytest.mark.parametrize(
    ("wanted", "nearest"),
    [
        (DIFFERENCE.replace("diff", "dif"), DIFFERENCE),
        (DIFFERENCE.replace("Week 8", "week 8"), DIFFERENCE),
        (f"{SUMMARY.replace('Laser', 'Lasr')}:mean", f"{SUMMARY}:mean"),
        (f"{SUMMARY.replace('Laser', 'Lasr')}:estimate", SUMMARY),
        ("chnge", "change"),
    ],
)
def test_the_nearest_ids_are_named(wanted: str, nearest: str) -> None:
    outcome = call("explain", "tiny", wanted)
    assert outcome.code == 2
    first, second, *_ = outcome.err.splitlines()
    assert first == f"{wanted}: no id of the results of tiny"
    assert second == f"nearest: {nearest}"


@pytest.mark.parametrize(
    ("statistics", "wrong", "nearest"),
    [
        ("men", "`men`", ["mean"]),
        ("mean,maximun", "`maximun`", ["maximum"]),
        ("Mean,medain", "`Mean` and no `medain`", ["mean", "median"]),
        ("p_value", "`p_value`", []),
    ],
)
def test_of_a_wrong_statistic_those_of_its_row_are_named(statistics: str, wrong: str, nearest: list[str]) -> None:
    outcome = call("explain", "tiny", f"{SUMMARY}:{statistics}")
    assert outcome.code == 2
    first, *lines = outcome.err.splitlines()
    assert first == f"{SUMMARY}:{statistics}: this row has no statistic {wrong}"
    assert [line for line in lines if "nearest" in line] == [f"nearest: {SUMMARY}:{name}" for name in nearest]
    ard = pd.read_parquet(Layout("tiny").ard)
    own = ard.loc[(ard["row_id"] == SUMMARY) & ard["stat"].notna(), "stat_name"]
    assert f"its statistics: {', '.join(own)}" in lines


def test_a_row_without_numbers_says_why() -> None:
    ard = pd.read_parquet(Layout("tiny").ard)
    reason = ard.loc[ard["row_id"] == DIFFERENCE, "reason"].iloc[0]
    outcome = call("explain", "tiny", f"{DIFFERENCE}:estimate")
    assert outcome.code == 2
    assert f"it has no number: {reason}" in outcome.err.splitlines()


def test_ids_are_listed_by_pattern() -> None:
    listed = [line.split("\t")[0] for line in call("explain", "tiny", "--list", "*/difference/pain*").out.splitlines()]
    assert listed == [DIFFERENCE.replace("Week 8", visit) for visit in ("Week 4", "Week 8")]
    assert call("explain", "tiny", "--list", "ITTFL").out.startswith("population/ITTFL\t")
    assert call("explain", "tiny", "--list", "no such thing").code == 2


def test_results_that_are_not_of_now_say_so(finished: Tiny) -> None:
    finished.add("data/events.csv", "004,headache,1,2024-02-20")
    try:
        told = " ".join(call("explain", "tiny", DIFFERENCE).out.split())
        assert "These results are stale: data/events.csv changed since the run." in told
    finally:
        finished.replace("data/events.csv", "004,headache,1,2024-02-20\n", "")


def test_without_a_run_there_is_nothing_to_explain(tiny: Tiny) -> None:
    outcome = call("explain", "tiny", DIFFERENCE)
    assert outcome.code == 3
    assert "run the trial" in outcome.err


def test_what_stands_in_the_page_alone_is_shown_there() -> None:
    told = call("explain", "tiny", "populations/count/Laser/FASFL/Full analysis set").out
    assert "Shown in\n" in told
    assert f"  {Layout('tiny').report.as_posix()}\n" in told
    assert "Shown in no table" not in told


def test_the_events_behind_a_count_are_told_with_their_lines() -> None:
    lines = Path("data/events.csv").read_text("utf-8").splitlines()
    treated = {row.split(",")[0] for row in SUBJECTS.splitlines() if ",L," in row}
    severe = [n for n, row in enumerate(lines, 1) if row.split(",")[0] in treated and row.split(",")[-2] == "2"]
    assert severe
    told = json.loads(call("explain", "tiny", "events/count/Laser/SEVERE", "--json").out)["records"]
    assert [event["lines"] for event in told["events"]] == [[f"data/events.csv:{n}"] for n in severe]
    text = call("explain", "tiny", "events/count/Laser/SEVERE").out
    assert f"Events behind this: {len(severe)} of {told['subjects']} subjects" in text


def test_every_count_of_events_finds_as_many_events() -> None:
    ard = pd.read_parquet(Layout("tiny").ard)
    own = ard[(ard["analysis"] == "events") & (ard["stat_name"] == "events")]
    assert len(own) > 4
    for row, events in zip(own["row_id"], own["stat"], strict=True):
        told = json.loads(call("explain", "tiny", row, "--json").out)["records"]
        assert (len(told["events"]) if told else 0) == events, row
