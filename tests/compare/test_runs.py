"""Two runs: numbers, records, inputs and settings that differ, each told once and with its likely cause."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import chdir
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.in_process import run_steps
from tests.tiny import TRIAL, TRIAL_FILE, Tiny, call
from trialstats.compare.runs import RunsCompared, compare_runs, concerns
from trialstats.plan.layout import Layout
from trialstats.steps.compare_runs import run_in

CHANGED = "001,V2,2024-03-01,PAIN,30,mm"
DIFFERENCE = "change/difference/PAIN/CHG/Week 8/Laser/Sham"


@pytest.fixture(scope="module", autouse=True)
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A tiny trial that ran, and in the folder `other` the same with another value and another setting."""
    top = tmp_path_factory.mktemp("two")
    with chdir(top):
        Tiny().write(TRIAL_FILE, TRIAL)
        run_steps("tiny")
    other = top / "other"
    shutil.copytree(top, other, ignore=shutil.ignore_patterns("other", "results"))
    with chdir(other):
        tiny = Tiny.__new__(Tiny)
        tiny.replace("data/vas.csv", CHANGED, CHANGED.replace(",30,", ",36,"))
        tiny.remove("data/vas.csv", "006,V1")
        text = TRIAL.replace("primary}", "primary, covariates: []}").replace("Change in pain", "Another title")
        Path(TRIAL_FILE).write_text(text, encoding="utf-8")
        run_steps("tiny")
    with chdir(top):
        yield top


@pytest.fixture(scope="module")
def found(two: Path) -> RunsCompared:
    return compare_runs(run_in(Path("results/tiny")), run_in(Path("other/results/tiny")), 1e-9)


def test_every_other_number_is_found_and_no_more(found: RunsCompared) -> None:
    one, other = (
        pd.read_parquet(top / Layout("tiny").ard).set_index("id")["stat"].dropna() for top in (Path(), Path("other"))
    )
    both = one.index.intersection(other.index)
    differing = {id_ for id_ in both if abs(one[id_] - other[id_]) > 1e-9 * max(abs(one[id_]), abs(other[id_]))}
    assert {each.id for each in found.numbers} == differing
    assert set(found.lost) >= set(one.index) - set(other.index)


def test_records_are_told_by_dataset_and_variable(found: RunsCompared) -> None:
    pain = {each.name: each for each in found.datasets}["adpain"]
    assert pain.records_lost == ("006 BOTH Week 4", "006 PAIN Week 4", "006 STIFF Week 4")
    assert (pain.records_gained, pain.lost, pain.gained) == ((), (), ())
    assert set(pain.changed["AVAL"]) == {"001 BOTH Week 8", "001 PAIN Week 8"}
    assert {each.name for each in found.datasets} == {"adpain"}


def test_inputs_and_settings_are_told(found: RunsCompared) -> None:
    assert found.inputs == ("data/vas.csv: changed",)
    assert found.settings == (
        "analyses.change.covariates: nothing, then []",
        "tables.change.title: Change in pain, then Another title",
    )
    assert (found.code, found.versions) == ((), ())


def test_each_analysis_is_told_what_of_it_differs(found: RunsCompared) -> None:
    assert found.likely["change"] == ("records of adpain", "setting analyses.change.covariates")
    assert found.likely["summary"] == ("records of adpain",)


def test_what_tables_print_otherwise_is_told(found: RunsCompared) -> None:
    numbers = {each.id: each for each in found.numbers}
    printed = numbers[f"{DIFFERENCE}:estimate"].printed
    assert printed is not None
    assert printed[0] != printed[1]


def test_the_verb_tells_it_and_ends_with_one() -> None:
    outcome = call("compare", "tiny", "other/results/tiny")
    assert outcome.code == 1
    assert "  likely because of: records of adpain, setting analyses.change.covariates" in outcome.out.splitlines()


def test_a_run_and_its_copy_are_the_same(two: Path) -> None:
    shutil.copytree("results/tiny", "copy/results/tiny")
    outcome = call("compare", "results/tiny", "copy/results/tiny")
    assert outcome.code == 0
    assert outcome.out.startswith("results/tiny and copy/results/tiny: all numbers and records are the same")
    assert call("compare", "tiny", "copy/results/tiny/ard.parquet").code == 0


@pytest.mark.parametrize(
    ("second", "code", "said"),
    [
        ("results/tiny", 2, "are one run"),
        ("nowhere", 2, "no such trial file"),
        ("data", 3, "data/ard.parquet: no such file"),
        ("results/tiny/adam/adsl.parquet", 3, "no analysis results data of a run, which have a column"),
        ("none.csv", 3, "none.csv: cannot be read"),
    ],
)
def test_what_is_no_run_is_refused_in_words(second: str, code: int, said: str) -> None:
    outcome = call("compare", "tiny", second)
    assert outcome.code == code
    assert said in outcome.err


def test_a_csv_that_agrees_ends_with_zero_and_another_with_one() -> None:
    rows = pd.read_parquet(Layout("tiny").rows("change"))
    columns = ["id", "estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]
    own = rows.loc[rows["kind"].isin(["lsmean", "difference"]), columns]
    own.to_csv("twin.csv", index=False)
    same = call("compare", "tiny", "twin.csv")
    number = int(own[columns[1:]].notna().sum().sum())
    assert (same.code, same.out) == (0, f"change: {number} of {number} numbers agree\n")
    differences = own[own["id"].str.contains("/difference/")]
    turned = pd.DataFrame(
        {
            "contrast": "Sham - Laser",
            "AVISIT": differences["id"].str.split("/").str[4],
            "estimate": -differences["estimate"],
            "SE": differences["std_error"],
        }
    )
    turned.to_csv("turned.csv", index=False)
    assert call("compare", "tiny", "turned.csv").code == 0
    turned.assign(estimate=turned["estimate"] * 1.5).to_csv("wrong.csv", index=False)
    wrong = call("compare", "tiny", "wrong.csv", "--analysis", "change")
    assert wrong.code == 1
    assert "not explained" in wrong.out


def test_another_model_is_named() -> None:
    """Without BASE, as the other run has it: here in the same data, by the difference of two means."""
    adam = pd.read_parquet(Layout("tiny").adam("adpain"))
    own = adam[(adam["PARAMCD"] == "PAIN") & (adam["AVISIT"] == "Week 8")]
    means = own.groupby("TRT01P")["CHG"].mean()
    Path("plain.csv").write_text(
        f"contrast,AVISIT,estimate\nLaser - Sham,Week 8,{means['Laser'] - means['Sham']:.4f}\n", encoding="utf-8"
    )
    outcome = call("compare", "tiny", "plain.csv")
    assert "    covariates: without BASE" in outcome.out.splitlines()


def test_the_data_cut_moves_no_number() -> None:
    assert not concerns("data_cut: 2024-01-31, then 2024-02-29", "pain", {})
    assert concerns("subjects.strata: 1, then 2", "pain", {})


def test_a_dataset_of_one_run_alone_is_told(two: Path) -> None:
    whole = run_in(Path("results/tiny"))
    without = replace(whole, datasets={name: frame for name, frame in whole.datasets.items() if name != "adpain"})
    n = len(whole.datasets["adpain"])
    (lost,), (gained,) = (compare_runs(*runs, 1e-9).datasets for runs in ((whole, without), (without, whole)))
    assert (lost.name, len(lost.records_lost), lost.records_gained, lost.changed) == ("adpain", n, (), {})
    assert (gained.name, len(gained.records_gained), gained.records_lost, gained.changed) == ("adpain", n, (), {})
    numbers_alone = replace(whole, datasets={})
    assert compare_runs(whole, numbers_alone, 1e-9).datasets == ()
