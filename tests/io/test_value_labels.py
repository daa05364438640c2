"""Labels of values are read in their place where `labels` names the column, and nowhere else."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pyreadstat
import pytest

from tests.io.reading import problems, read, texts
from trialstats.trialfile.parts.sources import Source

FRAME = pd.DataFrame({"id": ["001", "002", "003"], "sex": [1.0, 2.0, None], "pain": [0.0, 4.5, 10.0]})
LABELS: dict[str, dict[Any, str]] = {"sex": {1: "Male", 2: "Female"}, "pain": {0: "No pain", 10: "Worst pain"}}


def write(kind: str, frame: pd.DataFrame = FRAME, **keys: Any) -> str:
    writer = {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}[kind]
    writer(frame, f"a.{kind}", variable_value_labels=keys.pop("labels", LABELS), **keys)
    return f"a.{kind}"


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_labels_are_read_where_they_are_asked_for(kind: str) -> None:
    # Stata has labels of whole numbers only, and pyreadstat writes them of columns of whole numbers.
    frame = FRAME if kind == "sav" else FRAME.assign(sex=[1, 2, 2], pain=[0, 4, 10])
    file = write(kind, frame)
    values = [("001", "1", "0"), ("002", "2", "4.5"), ("003", "", "10")]
    if kind == "dta":
        values = [("001", "1", "0"), ("002", "2", "4"), ("003", "2", "10")]
    assert texts(read(file)) == values
    raw = read(file, labels="sex")
    assert [row[1] for row in texts(raw)] == ["Male", "Female", "Female" if kind == "dta" else ""]
    assert [row[2] for row in texts(raw)] == [row[2] for row in values]
    assert raw.notes == ()
    raw = read(file, labels="*")
    assert [row[2] for row in texts(raw)] == ["No pain", values[1][2], "Worst pain"]
    said = f"a.{kind}: pain has values without a label, which are read as they stand ({values[1][2]})"
    assert raw.notes == (said,)


def test_a_column_that_has_no_labels() -> None:
    write("sav", labels={"sex": LABELS["sex"]})
    assert problems("a.sav", labels=["sex", "pain"]) == (
        "a.sav: the values of column pain have no labels (`labels`) (known: sex)",
    )
    assert problems("a.sav", labels=["sexe"]) == ("a.sav: has no column sexe (did you mean `sex`?)",)


def test_what_the_file_declares_as_missing_is_named_by_its_label() -> None:
    frame = FRAME.assign(sex=[1.0, 8.0, 9.0])
    write("sav", frame, labels={"sex": {**LABELS["sex"], 8: "Refused", 9: "Lost"}}, missing_ranges={"sex": [8, 9]})
    raw = read("a.sav", labels="sex", missing={"sex": ["Refused"]})
    assert [row[1] for row in texts(raw)] == ["Male", "Refused", ""]
    said = "a.sav: 1 value is blank in sex, for the file declares Lost as missing; `missing: {sex: [Lost]}` lists them"
    assert raw.notes == (f"{said} apart from blanks",)


def test_letters_of_missing_values_of_stata() -> None:
    frame = pd.DataFrame({"id": ["1", "2", "3"], "grade": [1.0, "a", "b"]})
    pyreadstat.write_dta(frame, "a.dta", missing_user_values={"grade": ["a", "b"]})
    assert [row[1] for row in texts(read("a.dta", missing={"grade": [".a"]}))] == ["1", ".a", ".b"]


def test_labels_of_a_sas_catalog(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pyreadstat documents of a catalog: formats by name, and which variable has which.

    No program at hand writes a catalog, so that none is read here.
    """
    shutil.copy(Path(__file__).parent / "sas" / "visits.sas7bdat", "a.sas7bdat")
    read_data = pyreadstat.read_sas7bdat

    def with_formats(*given: Any, **keys: Any) -> Any:
        frame, told = read_data(*given, **keys)
        told.variable_to_label = {"VISIT": "$VISIT", "AVAL": "GRADE"}
        return frame, told

    catalog = SimpleNamespace(value_labels={"$VISIT": {"V0": "Baseline"}, "GRADE": {1.0: "mild", 2.5: "severe"}})
    monkeypatch.setattr(pyreadstat, "read_sas7bdat", with_formats)
    monkeypatch.setattr(pyreadstat, "read_sas7bcat", lambda path, encoding: (None, catalog))
    Path("formats.sas7bcat").write_bytes(b"x")
    keys: dict[str, Any] = {"subject": "SUBJID", "label_file": "formats.sas7bcat"}
    raw = read("a.sas7bdat", labels=["AVAL"], **keys)
    assert [(row[1], row[3]) for row in texts(raw)] == [("V0", "mild"), ("V1", "severe"), ("V1", "")]
    raw = read("a.sas7bdat", labels="*", **keys)
    assert raw.notes == ("a.sas7bdat: VISIT has values without a label, which are read as they stand (V1)",)
    assert [row[1] for row in texts(raw)] == ["Baseline", "V1", "V1"]


def test_a_catalog_that_is_none() -> None:
    shutil.copy(Path(__file__).parent / "sas" / "visits.sas7bdat", "a.sas7bdat")
    keys: dict[str, Any] = {"subject": "SUBJID", "labels": "*", "label_file": "formats.sas7bcat"}
    assert problems("a.sas7bdat", **keys) == ("formats.sas7bcat: no such file (known: a.sas7bdat)",)
    Path("formats.sas7bcat").write_bytes(b"no catalog " * 100)
    (said,) = problems("a.sas7bdat", **keys)
    assert said.startswith("formats.sas7bcat: cannot be read as sas7bcat, a SAS format catalog (")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"file": "a.csv", "labels": "*"}, "`labels` is for files of SPSS, Stata and SAS"),
        ({"file": "a.sas7bdat", "labels": "*"}, "`labels` and `label_file` go together"),
        ({"file": "a.sas7bdat", "label_file": "f.sas7bcat"}, "`labels` and `label_file` go together"),
        ({"file": "a.sav", "labels": "*", "label_file": "f.sas7bcat"}, "`label_file` is for sas7bdat files"),
    ],
)
def test_settings_that_do_not_go_together(keys: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Source.model_validate({"subject": "id", **keys})
