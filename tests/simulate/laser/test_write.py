"""The generator gives the committed bytes, and other bytes for another seed."""

from __future__ import annotations

from pathlib import Path

import pytest

from trialstats.simulate.laser import SEED, simulate_laser
from trialstats.simulate.laser.nerve import healthy_limits
from trialstats.simulate.laser.trial import laser_tables
from trialstats.simulate.laser.truth import truth_table
from trialstats.simulate.laser.write import to_csv

FILES = {
    "subjects",
    "vas",
    "sf36",
    "bpi",
    "labs",
    "nerve",
    "sessions",
    "adverse_events",
    "rescue",
    "medication",
    "discontinuation",
    "nerve_reference",
    "truth",
}


def test_the_committed_files_are_those_of_the_seed(laser_directory: Path) -> None:
    tables = laser_tables(SEED)
    assert set(tables) == FILES - {"truth", "nerve_reference"}
    for name, table in tables.items():
        committed = (laser_directory / f"{name}.csv").read_bytes()
        assert to_csv(table).encode() == committed, f"{name}.csv is not what seed {SEED} gives"
    limits = (laser_directory / "nerve_reference.csv").read_bytes()
    assert to_csv(healthy_limits()).encode() == limits, "nerve_reference.csv is not what the generator says"


@pytest.mark.slow
def test_all_files_are_written_with_the_committed_bytes(tmp_path: Path, laser_directory: Path) -> None:
    written = simulate_laser(tmp_path / "new" / "laser")
    assert {path.stem for path in written} == FILES
    for path in written:
        assert path.read_bytes() == (laser_directory / path.name).read_bytes(), path.name


def test_another_seed_gives_other_data() -> None:
    ours, other = laser_tables(SEED), laser_tables(SEED + 1)
    assert all(to_csv(ours[name]) != to_csv(other[name]) for name in ours)


def test_the_truth_has_all_rows_and_repeats() -> None:
    table = truth_table(subjects=400)
    assert to_csv(table) == to_csv(truth_table(subjects=400))
    assert list(table) == ["PARAMCD", "AVISIT", "ARM", "REFERENCE", "scale", "difference", "source"]
    assert table.groupby("PARAMCD").size().to_dict() == {
        **dict.fromkeys(["VASPAIN", "SF36TOT", "INTLK6", "MCP1"], 3),
        **dict.fromkeys([f"SF36{name}" for name in ("PF", "RP", "BP", "GH", "VT", "SF", "RE", "MH")], 3),
        **dict.fromkeys(["SURVEL", "PERVEL"], 1),
        **dict.fromkeys(["BPISEV", "BPIINT"], 3),
        **dict.fromkeys(["PAINTWA", "PAINSPID"], 1),
    }
    assert not table.duplicated(["PARAMCD", "AVISIT"]).any()


def test_files_have_lf_line_ends_and_no_mark(laser_directory: Path) -> None:
    for file in laser_directory.glob("*.csv"):
        content = file.read_bytes()
        assert b"\r" not in content
        assert not content.startswith(b"\xef\xbb\xbf")
        assert content.endswith(b"\n")
        content.decode("ascii")


def test_the_readme_names_the_seed_and_says_that_the_data_are_synthetic(laser_directory: Path) -> None:
    text = (laser_directory / "README.md").read_text(encoding="utf-8")
    assert f"`{SEED}`" in text
    assert "synthetic" in text
    assert "no patient" in text.lower()
    assert all(f"{name}.csv" in text for name in FILES)
