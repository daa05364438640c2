"""What is held packed is given back as it would be read from its Parquet file, and takes a small part of the memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trialstats.io import held
from trialstats.io.artefacts import read_artefact, read_some, write_artefact
from trialstats.io.held import Held

ROWS = 50
FRAME = pd.DataFrame(
    {
        "USUBJID": pd.Series([f"S-{number // 7}" for number in range(ROWS)], dtype="str"),
        "PARAMCD": pd.Series([f"P{number % 4}" if number % 9 else None for number in range(ROWS)], dtype="str"),
        "AVAL": [np.nan if number % 5 == 0 else number / 7 for number in range(ROWS)],
        "ASEQ": range(ROWS),
        "SRCLINE": pd.array([None if number % 3 else number for number in range(ROWS)], dtype="Int64"),
        "ADT": pd.to_datetime(["" if number % 6 == 0 else f"2024-01-{1 + number % 28}" for number in range(ROWS)]),
        "NONE": pd.Series([None] * ROWS, dtype="object"),
    }
).astype({"ADT": "datetime64[ms]"})


@pytest.fixture(params=[{"SMALL": 0}, {"SMALL": 0, "PART": 8}, {}], ids=["packed", "in parts", "small"])
def own(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in request.param.items():
        monkeypatch.setattr(held, name, value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "rows.parquet"
    write_artefact(FRAME, file)
    return file


@pytest.mark.usefixtures("own")
@pytest.mark.parametrize("frame", [FRAME, FRAME.drop(columns="NONE"), FRAME.iloc[::-2]], ids=["all", "typed", "turned"])
def test_all_is_given_back_as_its_file_has_it(frame: pd.DataFrame, path: Path) -> None:
    write_artefact(frame, path)
    kept = Held.of(frame)
    pd.testing.assert_frame_equal(kept.frame(), read_artefact(path), check_exact=True)
    assert (len(kept), kept.columns) == (len(frame), [*frame])


@pytest.mark.usefixtures("own")
def test_so_is_some_of_it(path: Path) -> None:
    kept, columns = Held.of(FRAME.drop(columns="NONE")), ["ADT", "USUBJID", "AVAL"]
    pd.testing.assert_frame_equal(kept.frame(columns), read_artefact(path, columns))
    for texts in ({"P1", "P3"}, {"P2"}, {"elsewhere"}):
        pd.testing.assert_frame_equal(
            kept.frame(columns, PARAMCD=texts).reset_index(drop=True), read_some(path, columns, PARAMCD=texts)
        )
    assert [*kept.known(["AVAL", "DTYPE", "ASEQ"])] == ["AVAL", "ASEQ"]


@pytest.mark.usefixtures("own")
def test_who_changes_what_he_got_changes_nothing_that_is_held() -> None:
    kept = Held.of(FRAME)
    given = kept.frame()
    given.loc[0, "AVAL"] = 99.0
    given["USUBJID"] = "somebody"
    pd.testing.assert_frame_equal(kept.frame()[["AVAL", "USUBJID"]], FRAME[["AVAL", "USUBJID"]])


def test_records_that_repeat_their_texts_take_a_tenth_of_the_memory() -> None:
    many = pd.concat([FRAME.drop(columns="NONE")] * 2000, ignore_index=True)
    assert sum(part.size for part in Held.of(many).parts) < many.memory_usage(deep=True).sum() / 10
    assert Held.of(many).whole is None
