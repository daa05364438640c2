"""The package of a finished run: every dataset in every format, the same bytes again, and nothing of a stale run."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.standards.conftest import Package
from tests.tiny import TRIAL_FILE, Tiny, call

DATASETS = ("adsl", "adpain", "adqs", "adae", "adexcl")
REFUSED = ("files that are handed in are dated by the data cut", "adpain", "adae.AETERM, row 1")


@pytest.mark.parametrize("name", DATASETS)
def test_every_value_of_a_dataset_is_in_its_transport_file(package: Package, name: str) -> None:
    import pyreadstat

    was = pd.read_parquet(package.adam(name))
    if "PARAMCD" in was:  # handed in by the keys, and not in the order in which parameters are declared
        was = was.sort_values(["USUBJID", "PARAMCD", "AVISITN"], kind="stable", ignore_index=True)
    now, facts = pyreadstat.read_xport(str(package.datasets / f"{name}.xpt"), disable_datetime_conversion=True)
    assert [*now.columns] == [*was.columns]
    assert len(now) == len(was)
    for column, values in was.items():
        if pd.api.types.is_datetime64_any_dtype(values):
            values = (values - pd.Timestamp("1960-01-01")).dt.days
            assert facts.original_variable_types[str(column)] == "DATE9"
        if pd.api.types.is_numeric_dtype(values):
            pd.testing.assert_series_equal(now[column], values.astype("float64"), check_exact=True)
        else:
            texts = values.astype("object").where(values.notna(), "").str.replace("ä", "a")
            assert [*now[column]] == [*texts]


@pytest.mark.parametrize("name", DATASETS)
def test_both_formats_hold_the_same(package: Package, name: str) -> None:
    import pyreadstat

    document = json.loads((package.datasets / f"{name}.json").read_text("utf-8"))
    frame, _ = pyreadstat.read_xport(str(package.datasets / f"{name}.xpt"))
    assert document["records"] == len(frame)
    for place, column in enumerate(document["columns"]):
        found = [row[place] for row in document["rows"]]
        values = [None if pd.isna(value) or value == "" else value for value in frame[column["name"]]]
        assert found == [value.isoformat() if column["dataType"] == "date" and value else value for value in values]


def test_what_is_written_otherwise_is_said(package: Package) -> None:
    assert package.said.splitlines()[0] == "'ä' is written as 'a' in 1 values of adae.AETERM"


def test_a_second_package_has_the_same_bytes_and_nothing_of_the_first(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package.top)
    before = digests(package.study)
    shutil.copytree(package.study, "again/m5/datasets/tiny-01")
    leftover = Path("again/m5/datasets/tiny-01/analysis/adam/datasets/adold.xpt")
    leftover.write_bytes(b"of an earlier run")
    with Path("again/m5/datasets/tiny-01/checksums.txt").open("a", encoding="utf-8") as checksums:
        checksums.write("0000  analysis/adam/datasets/adold.xpt\n0000  ../../../../outside.txt\n")
    Path("outside.txt").write_text("not ours", "utf-8")
    assert call("package", "tiny", "--to", "again").code == 0
    assert digests(Path("again/m5/datasets/tiny-01")) == before
    assert Path("outside.txt").is_file()


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_the_checksums_are_of_every_file(package: Package) -> None:
    lines = (package.study / "checksums.txt").read_text("utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert told == {name: digest for name, digest in digests(package.study).items() if name != "checksums.txt"}


def test_what_would_be_refused_is_foreseen_without_a_run(tiny: Tiny) -> None:
    tiny.spec("    source: vas\n", f"    source: vas\n    label: {'Pain and stiffness ' * 3}\n")
    tiny.replace("data/events.csv", "headache,1,2024-01-20", f"{'headache ' * 30},1,2024-01-20")
    done = call("package", "tiny", "--check")
    assert (done.code, done.made) == (3, [])
    assert [line.split(":")[0] for line in done.lines] == [*REFUSED]
    assert "would refuse" not in tiny.check().out  # who says nothing of a submission may hand nothing in
    tiny.add(TRIAL_FILE, "data_cut: 2026-01-31", "submission: {labels: {adpain: Pain}, names: {adexcl: ADEX}}")
    (noted,) = [line for line in tiny.check().out.splitlines() if "would refuse" in line]
    assert noted.startswith("  note: `trialstats package` would refuse: adae.AETERM, row 1: has 269 bytes")
    tiny.replace(TRIAL_FILE, "ADEX}}", "ADEX}, split: [adae.AETERM]}")
    told = call("package", "tiny", "--check")
    assert (told.code, told.made) == (0, [])
    assert "adae.AETERM goes on in further variables: AETERM, AETERM1" in told.out


def test_a_label_that_was_cut_is_told_in_whole(tiny: Tiny) -> None:
    words = "Sex as the subject said it when asked at the first visit"
    tiny.spec("SEX: {column: sex,", f"SEXSAID: {{column: sex, label: {words},")
    tiny.add(TRIAL_FILE, "data_cut: 2026-01-31")
    assert f"is 'Sex as the subject said it when ...', not {words!r}" in call("package", "tiny", "--check").out
    tiny.add(TRIAL_FILE, "submission: {labels: {SEXSAID: Sex as said}}")
    assert f"is 'Sex as said', not {words!r}" in call("package", "tiny", "--check").out


def test_a_run_that_is_not_there_is_refused(tiny: Tiny) -> None:
    done = call("package", "tiny")
    assert (done.code, done.made) == (3, [])
    assert done.err == "results/tiny: never run: what is handed in is of a finished run: run the trial\n"


def test_a_run_of_another_trial_file_is_refused(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(package.top)
    text = Path(TRIAL_FILE).read_text("utf-8")
    monkeypatch.setattr("trialstats.steps.package.declared_instant", lambda trial: pytest.fail("came too far"))
    Path(TRIAL_FILE).write_text(text.replace("max", "min").replace("label: Pain,", "label: Ache,"), "utf-8")
    try:
        done = call("package", "tiny")
    finally:
        Path(TRIAL_FILE).write_text(text, "utf-8")
    assert done.code == 3
    assert "stale (the trial file changed since the run)" in done.err


def test_settings_of_what_is_not_there_are_told_with_the_nearest_name(
    package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(package.top)
    text = Path(TRIAL_FILE).read_text("utf-8")
    said = "submission: {names: {adea: ADAEX}, labels: {adae.AETREM: Term, AGE: Age}, split: [adae.AETERM]}"
    Path(TRIAL_FILE).write_text(f"{text}{said}\n", "utf-8")
    monkeypatch.setattr("trialstats.steps.package.refuse_unfinished", lambda trial, layout: None)
    try:
        done = call("package", "tiny", "--to", "other")
    finally:
        Path(TRIAL_FILE).write_text(text, "utf-8")
    assert (done.code, Path("other").exists()) == (2, False)
    assert done.lines == [
        "submission: names: adea is no dataset or variable of the run (did you mean `adae`?)",
        "submission: labels: adae.AETREM is no dataset or variable of the run (did you mean `adae.AETERM`?)",
    ]


def test_files_are_dated_by_the_data_cut_or_refused(package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(package.top)
    text = Path(TRIAL_FILE).read_text("utf-8")
    Path(TRIAL_FILE).write_text(text.replace("data_cut: 2026-01-31\n", ""), "utf-8")
    monkeypatch.setattr("trialstats.steps.package.refuse_unfinished", lambda trial, layout: None)
    try:
        done = call("package", "tiny", "--to", "other")
    finally:
        Path(TRIAL_FILE).write_text(text, "utf-8")
    assert (done.code, Path("other").exists()) == (2, False)
    assert "dated by the data cut: say it, e.g. `data_cut: 2026-01-31`" in done.err
    assert done.places == [f"{TRIAL_FILE}:1"]
