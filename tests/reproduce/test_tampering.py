"""Whatever is altered after a run is named: the file, what was expected and found, and what it means."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.in_process import run_steps
from tests.reproduce.conftest import Kept
from trialstats.io.artefacts import read_artefact, write_artefact
from trialstats.steps.differences import CHANGED_DATA, OTHER_CODE, OTHER_TEXT, SAME_CODE, SAME_MEANING, SIGNED

PAIN = "data/neck/pain.csv"
AFTER = "changed after the run: the raw data give what the manifest records"


def short(path: Path | str) -> str:
    return f"sha256 {hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]}"


def replace(path: Path | str, old: bytes, new: bytes) -> None:
    content = Path(path).read_bytes()
    assert old in content
    Path(path).write_bytes(content.replace(old, new, 1))


def change_number(path: Path, column: str, row: int, value: object) -> None:
    """Change one value of a dataset and write it as the program does."""
    frame = read_artefact(path)
    frame.loc[row, column] = value
    write_artefact(frame, path)


def test_an_untouched_run_is_reproduced_and_its_results_stay_as_they_were(kept: Kept) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path().rglob("*") if path.is_file()}
    code, said, out = kept.reproduce(truly=True)
    assert (code, said) == (0, [])
    outputs = len(kept.manifest["outputs"])
    assert f"  equal  {outputs} of {outputs} outputs, byte for byte\n" in out
    assert "  equal  3 of 3 data files\n  equal  1 of 1 trial file\n" in out
    assert out.endswith("reproduced: everything is what the manifest records, and what the raw data give\n")
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in Path().rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("hidden", [False, True], ids=["changed", "replaced by one of the same size and time"])
def test_1_2_an_input(kept: Kept, hidden: bool) -> None:
    """The digest is what counts: a file of the same size and time is no other for `ls` and for Snakemake."""
    stat, was = Path(PAIN).stat(), short(PAIN)
    replace(PAIN, b"001,V2,2024-03-05,3.8", b"001,V2,2024-03-05,3.9" if hidden else b"001,V2,2024-03-05,3.75")
    if hidden:
        os.utime(PAIN, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        now = Path(PAIN).stat()
        assert (now.st_size, now.st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    code, said, _ = kept.reproduce(truly=not hidden)
    assert code == 5
    assert said[0] == f"{PAIN}: expected {was}, found {short(PAIN)}: {CHANGED_DATA}"
    if hidden:
        return
    assert len(said) == 2
    assert "files come out otherwise because they are made of changed data: adam/adpain.parquet, " in said[1]
    assert "raw/people.parquet" not in said[1]


@pytest.mark.parametrize("name", ["tables/pain.csv", "figures/pain.svg", "report.html"])
def test_3_4_a_table_a_figure_the_report(kept: Kept, name: str) -> None:
    path = kept.top / name
    was = short(path)
    replace(path, b"Placebo", b"Placebx")
    code, said, _ = kept.reproduce()
    assert code == 5
    assert len(said) == 1
    assert said[0].startswith(f"results/neck/{name}: expected {was}, found {short(path)}: {AFTER} (line ")
    assert "Placebo" in said[0]
    assert "Placebx" in said[0]


def test_5_one_number_of_the_results_data(kept: Kept) -> None:
    path = kept.top / "ard.parquet"
    ard, was = read_artefact(path), short(path)
    row = int(ard["id"].str.contains("pain_mmrm/difference/.*:estimate").to_numpy().argmax())
    number = ard["stat"].iloc[row]
    change_number(path, "stat", row, number + 0.125)
    code, said, _ = kept.reproduce()
    place = f"row {row + 1} ({ard['id'].iloc[row]}), stat: expected {number}, found {number + 0.125}"
    assert code == 5
    assert said == [f"{path}: expected {was}, found {short(path)}: {AFTER} ({place})"]


@pytest.mark.parametrize("means", [True, False], ids=["what it says", "a comment"])
def test_6_the_trial_file(kept: Kept, means: bool) -> None:
    was = short("neck.yaml")
    replace(
        "neck.yaml",
        b"title: A title of your own",
        b"title: Another title" if means else b"title: A title of your own # mine",
    )
    code, said, _ = kept.reproduce(truly=means)
    meaning = OTHER_TEXT if means else SAME_MEANING
    assert code == 5
    assert said[0] == f"neck.yaml: expected {was}, found {short('neck.yaml')}: {meaning}"
    assert (len(said) > 1) == means
    assert all(
        "comes out otherwise now: the trial file says something else than at the run" in line for line in said[1:-1]
    )


@pytest.mark.parametrize("does", [True, False], ids=["code", "a comment"])
def test_7_the_program(kept: Kept, does: bool) -> None:
    def other(manifest: dict) -> None:
        manifest["code"]["engines/linear.py"] = "0" * 64
        manifest["jobs"]["code"] = "1" * 64 if does else manifest["jobs"]["code"]

    now = kept.manifest["code"]["engines/linear.py"][:12]
    kept.sign(other)
    code, said, out = kept.reproduce()
    meaning = OTHER_CODE if does else SAME_CODE
    assert code == 5
    assert said == [f"trialstats/engines/linear.py: expected sha256 {'0' * 12}, found sha256 {now}: {meaning}"]
    assert out.endswith("every output is what the raw data give, but 1 other things differ from the manifest\n")


def test_8_the_version_of_a_package_and_of_python(kept: Kept) -> None:
    versions = kept.manifest["versions"]
    kept.sign(lambda manifest: manifest["versions"].update(scipy="1.2.3", python="3.10.1"))
    code, said, _ = kept.reproduce()
    meaning = "another version than that of the run computes here"
    assert code == 5
    assert said == [
        f"{name}: expected {old}, found {versions[name]}: {meaning}"
        for name, old in (("python", "3.10.1"), ("scipy", "1.2.3"))
    ]


def test_8_another_platform_is_noted_and_explains_other_digits(kept: Kept) -> None:
    kept.sign(lambda manifest: manifest["platform"].update(machine="vax"))
    code, said, out = kept.reproduce()
    assert (code, said) == (0, [])
    assert "noted  another platform: machine: expected vax, found " in out
    change_number(kept.top / "models/pain_mmrm.parquet", "estimate", 0, 1.0)
    kept.sign_file("models/pain_mmrm.parquet")
    code, said, _ = kept.reproduce()
    assert code == 5
    assert ": comes out otherwise now: the platform is another (machine), so last digits can differ (row 1 (" in said[0]


def test_9_a_digest_in_the_manifest(kept: Kept) -> None:
    kept.sign(lambda manifest: manifest["outputs"].update({"tables/pain.csv": "0" * 64}))
    code, said, _ = kept.reproduce()
    of = f"digest of tables/pain.csv: expected {short(kept.top / 'tables/pain.csv')}, found sha256 {'0' * 12}"
    meaning = "the manifest was changed after the run: the file is what the raw data give"
    assert code == 5
    assert said == [f"results/neck/manifest.json: {of}: {meaning}"]


@pytest.mark.parametrize(
    ("name", "column"), [("models/pain_mmrm.parquet", "estimate"), ("adam/adpain.parquet", "AVAL")]
)
def test_10_a_file_and_its_digest_changed_together(kept: Kept, name: str, column: str) -> None:
    """The manifest agrees with every file: only the raw data know better."""
    path = kept.top / name
    was, number = short(path), read_artefact(path)[column].dropna()
    row, value = int(number.index[3]), float(number.iloc[3])
    change_number(path, column, row, value + 1)
    kept.sign_file(name)
    code, said, _ = kept.reproduce()
    assert code == 5
    assert len(said) == 1
    assert said[0].startswith(f"{path}: expected {was}, found {short(path)}: {SIGNED} (row {row + 1} (")
    assert said[0].endswith(f"), {column}: expected {value}, found {value + 1})")


def test_11_an_output_removed_and_a_file_put_in(kept: Kept) -> None:
    figure, mine = kept.top / "figures/pain.pdf", kept.top / "tables/mine.csv"
    was = short(figure)
    figure.unlink()
    mine.write_text("a\n1\n")
    code, said, _ = kept.reproduce()
    assert code == 5
    assert said == [
        f"{figure}: expected {was}, found none: removed after the run",
        f"{mine}: expected none, found {short(mine)}: put there after the run: no job of the trial makes it",
    ]


def test_12_everything_made_again_from_a_changed_file(kept: Kept) -> None:
    """The first file that is not what the raw data give is named, and what follows from it."""
    path = kept.top / "mapped/adpain.parquet"
    was = short(path)
    column = "AVAL"
    change_number(path, column, 5, float(read_artefact(path)[column].iloc[5]) + 2)
    run_steps("neck", without={"raw", "subjects", "dataset"})
    assert kept.manifest["outputs"]["mapped/adpain.parquet"].startswith(short(path).removeprefix("sha256 "))
    code, said, _ = kept.reproduce()
    assert code == 5
    assert len(said) == 2
    assert said[0].startswith(f"{path}: expected {was}, found {short(path)}: {SIGNED} (row 6 (")
    assert "because they are made of files named above: adam/adpain.parquet, " in said[1]
    for name in ("models/pain_mmrm.parquet", "tables/pain.csv", "ard.parquet", "report.html"):
        assert name in said[1]


def test_13_a_file_and_a_folder_replaced_by_links(kept: Kept, tmp_path: Path) -> None:
    for name in ("ard.parquet", "adam"):
        shutil.move(kept.top / name, tmp_path / name)
        (kept.top / name).symlink_to(tmp_path / name)
    code, said, _ = kept.reproduce()
    assert code == 5
    for line, name in zip(said, ("adam", "ard.parquet"), strict=False):
        found = f"found a link to {tmp_path / name}: what it leads to can change unseen"
        assert line == f"results/neck/{name}: expected a file or folder of the run, {found}"


def test_14_results_of_another_run_copied_in(kept: Kept) -> None:
    """Their manifest is in order in itself, and tells of other data."""
    was = short(PAIN)
    kept.sign(lambda manifest: manifest.update(STUDYID="OTHER-1"))
    kept.sign(lambda manifest: manifest["inputs"].update({PAIN: "0" * 64}))
    code, said, _ = kept.reproduce()
    assert code == 5
    assert said[0] == "manifest.json: expected study NECK, found OTHER-1: results of another trial"
    assert said[1] == f"{PAIN}: expected sha256 {'0' * 12}, found {was}: {CHANGED_DATA}"


def test_15_another_compression_of_the_same_values(kept: Kept) -> None:
    path = kept.top / "adam/adsl.parquet"
    pd.read_parquet(path).to_parquet(path, compression=None)
    _, said, _ = kept.reproduce()
    assert len(said) == 1
    assert said[0].endswith(f"{AFTER} (the same values, written otherwise)")
