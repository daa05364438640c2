"""Results without the rows of single subjects are read as the whole file has them, in its order."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from trialstats.io import artefacts
from trialstats.io.artefacts import read_artefact, read_beside, write_artefact

ROWS = pd.DataFrame(
    {
        "id": pd.array([f"a/{number}" for number in range(50)], dtype="string"),
        "USUBJID": pd.array([None if number % 5 == 0 else f"S-{number}" for number in range(50)], dtype="string"),
        "estimate": [number / 7 for number in range(50)],
    }
)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(artefacts, "BATCH", 8)  # so that rows come from several batches, some with nothing to keep
    file = tmp_path / "rows.parquet"
    write_artefact(ROWS, file)
    return file


def test_rows_of_nobody_are_read_as_they_are(path: Path) -> None:
    whole = read_artefact(path)
    expected = whole[whole["USUBJID"].isna()].reset_index(drop=True)
    pd.testing.assert_frame_equal(read_beside(path, without="USUBJID"), expected)
    assert len(expected) == 10


def test_rows_of_subjects_that_are_asked_for_are_read_too(path: Path) -> None:
    found = read_beside(path, ["id", "estimate"], without="USUBJID", but=("id", {"a/7", "a/49", "a/5", "none"}))
    assert list(found["id"]) == sorted([*(f"a/{n}" for n in range(0, 50, 5)), "a/7", "a/49"], key=lambda i: int(i[2:]))
    assert list(found.columns) == ["id", "estimate"]
    assert found["estimate"].iloc[-1] == 7.0


def test_a_file_of_subjects_alone_gives_no_rows_of_the_same_types(path: Path, tmp_path: Path) -> None:
    write_artefact(ROWS[ROWS["USUBJID"].notna()], tmp_path / "own.parquet")
    found = read_beside(tmp_path / "own.parquet", without="USUBJID")
    assert found.empty
    assert list(found.dtypes) == list(read_artefact(path).dtypes)
