"""Folders of datasets in three formats are read alike, and what is wrong with one is said."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from tests.conformance.build import folder
from tests.tiny import Tiny, call
from trialstats.conformance.folder import Folder
from trialstats.conformance.read import read_folder
from trialstats.conformance.registry import CHECKS
from trialstats.conformance.run import COLUMNS, check_folder
from trialstats.errors import DataError
from trialstats.io.artefacts import write_artefact

TYPES = {"M": "date", "f": "float"}


def as_parquet(of: Folder, to: Path) -> None:
    for name, one in of.datasets.items():
        write_artefact(one.frame, to / f"{name.lower()}.parquet", labels=one.labels)
    write_artefact(one.frame, to / "adlb.flags.parquet")  # no dataset


def as_transport(of: Folder, to: Path) -> None:
    for name, one in of.datasets.items():
        frame = one.frame.copy()
        for column in filter(one.is_date, frame):
            frame[column] = frame[column].dt.date
        labels = [one.labels[column] for column in frame]
        pyreadstat.write_xport(frame, str(to / f"{name.lower()}.xpt"), column_labels=labels, file_format_version=5)


def as_json(of: Folder, to: Path) -> None:
    for name, one in of.datasets.items():
        columns = []
        frame = one.frame.astype("object").where(one.frame.notna(), None)
        for column in frame:
            kind = TYPES.get(one.frame[column].dtype.kind, "string")
            more = {"targetDataType": "integer"} if kind == "date" else {}
            columns.append({"name": column, "label": one.labels[column], "dataType": kind, **more})
            if kind == "date":
                frame[column] = [None if pd.isna(day) else day.date().isoformat() for day in one.frame[column]]
        document = {"datasetJSONVersion": "1.1.0", "columns": columns, "rows": frame.values.tolist()}
        (to / f"{name.lower()}.json").write_text(json.dumps(document), "utf-8")


@pytest.mark.parametrize("write", [as_parquet, as_transport, as_json])
def test_formats_are_read_alike(write: object, tmp_path: Path) -> None:
    assert callable(write)
    of = folder()
    write(of, tmp_path)
    read = read_folder(tmp_path)
    assert set(read.datasets) == set(of.datasets)
    for name, one in of.datasets.items():
        dates = {column: "datetime64[ns]" for column in one.frame if one.is_date(column)}
        pd.testing.assert_frame_equal(read.datasets[name].frame, one.frame.astype(dates), check_dtype=False)
        assert read.datasets[name].labels == one.labels
        for column in one.frame:
            kinds = [
                (each.is_text(column), each.is_number(column), each.is_date(column))
                for each in (read.datasets[name], one)
            ]
            assert kinds[0] == kinds[1], column
    assert check_folder(read).empty


def test_a_trial_conforms(tiny: Tiny, tmp_path: Path) -> None:
    trial = tiny.load()
    from trialstats.adam.variables import variable_labels

    for name, frame in tiny.adam().items():
        write_artefact(frame, tmp_path / f"{name}.parquet", labels=variable_labels(trial, name))
    found = check_folder(read_folder(tmp_path))
    assert list(found) == list(COLUMNS)
    # no SITEID, AGEU, RACE or ARM are declared, and the results stand as they were received
    assert set(found["check"]) == {"expected"}


def test_the_command_says_what_it_found(tmp_path: Path) -> None:
    as_parquet(folder(ADLB={"CHG": [None, 1.1, 1.5, None, -1.0, -0.5]}, ADSL={"RACE": None}), tmp_path)
    done = call("conformance", str(tmp_path), "--csv", str(tmp_path / "out" / "found.csv"))
    assert (done.code, done.out.splitlines()) == (
        5,
        [
            "warning expected ADSL.RACE: is not there",
            "error change ADLB.CHG: is not AVAL - BASE: row 2 (1)",
            f"{tmp_path}: 4 datasets, 14 rows, {len(CHECKS)} checks: 1 errors, 1 warnings",
        ],
    )
    found = pd.read_csv(tmp_path / "out" / "found.csv")
    assert found.loc[found["check"] == "change", ["dataset", "variable", "USUBJID", "row"]].values.tolist() == [
        ["ADLB", "CHG", 1, 2]
    ]


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    as_parquet(folder(ADSL={"RACE": None}), tmp_path)
    assert call("conformance", str(tmp_path)).code == 0


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"has no datasets \(\.parquet, \.xpt, \.json\)"):
        read_folder(tmp_path)
    (tmp_path / "adsl.json").write_text("{}", "utf-8")
    with pytest.raises(DataError, match=r"adsl\.json: cannot be read"):
        read_folder(tmp_path)
    (tmp_path / "adsl.xpt").write_bytes(b"")
    with pytest.raises(DataError, match=r"adsl\.json and adsl\.xpt are both ADSL"):
        read_folder(tmp_path)
    assert call("conformance", "nothing").code == 2
