"""Dataset-JSON 1.1 (https://wiki.cdisc.org/display/DSJSON1DOT1): values as they stand, and counts that add up."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.io.reading import lines, problems, read, texts
from trialstats.io.read import NO_ROWS
from trialstats.io.table import FILE, LINE

COLUMNS = [
    {"itemOID": f"IT.VS.{name}", "name": name, "label": name, "dataType": kind}
    for name, kind in (
        ("id", "string"),
        ("age", "integer"),
        ("weight", "float"),
        ("dose", "decimal"),
        ("day", "date"),
        ("fit", "boolean"),
    )
]
ROWS = [["001", 54, 63.0, "1.50", "2024-01-05", True], ["µ2", None, 61.25, None, None, False], ["", 1, 1, "", "", None]]
READ = [
    ("001", "54", "63", "1.50", "2024-01-05", "TRUE"),
    ("µ2", "", "61.25", "", "", "FALSE"),
    ("", "1", "1", *[""] * 3),
]


def head(**keys: Any) -> dict[str, Any]:
    return {
        "datasetJSONCreationDateTime": "2024-11-11T15:09:10",
        "datasetJSONVersion": "1.1.0",
        "itemGroupOID": "IG.VS",
        "records": 3,
        "name": "VS",
        "label": "Vital signs",
        "columns": COLUMNS,
        **keys,
    }


def document(**keys: Any) -> str:
    return json.dumps({**head(), "rows": ROWS, **keys}, ensure_ascii=False)


def test_a_document() -> None:
    raw = read("a.json", document())
    assert (texts(raw), lines(raw), raw.place, raw.notes) == (READ, [1, 2, 3], "row", ())


def test_a_line_a_row() -> None:
    content = "\n".join(json.dumps(one, ensure_ascii=False) for one in (head(), *ROWS)) + "\n\n"
    raw = read("a.ndjson", content)
    assert (texts(raw), lines(raw)) == (READ, [1, 2, 3])
    assert texts(read("a.ndjson", content.replace("001", "0\u20281").replace("\n", "\r\n")))[0][0] == "0\u20281"
    assert problems("a.ndjson", content.replace('"records": 3', '"records": 4')) == (
        "a.ndjson: was cut: it says that it has 4 records, and has 3",
    )
    assert problems("a.ndjson", content.replace('["", 1, 1', '["", 1, 1,,')) == (
        "a.ndjson, line 4, character 11: cannot be read as JSON (Expecting value): was it copied whole?",
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (document(records=4), "a.json: was cut: it says that it has 4 records, and has 3"),
        (document(records=2), "a.json: it says that it has 2 records, and has 3"),
        (document(rows=[*ROWS[:2], ["003", 1]]), "a.json, row 3: has 2 values, and there are 6 columns"),
        (document(rows=[{}, *ROWS[1:]]), "a.json, row 1: is no list, and there are 6 columns"),
        (document(rows={"a": 1}), "a.json: `rows` is no list of rows"),
        (
            document(rows=[[["x"], *ROWS[0][1:]], *ROWS[1:]]),
            "a.json: column id holds lists or records, no single values",
        ),
        (document(datasetJSONVersion="1.2"), "a.json: is Dataset-JSON 1.2, and 1.1 is read"),
        (json.dumps({"clinicalData": {}}), "a.json: is Dataset-JSON 1.0: convert it to 1.1, or export the data as CSV"),
        ('{"a": 1}', "a.json: is JSON, but no Dataset-JSON 1.1 of CDISC: export the data as CSV"),
        ("[1, 2]", "a.json: is JSON, but no Dataset-JSON 1.1 of CDISC: export the data as CSV"),
        (document(columns=[*COLUMNS, COLUMNS[0]], rows=[[*row, "x"] for row in ROWS]), "a.json: column id stands more"),
        (document(columns=[{"name": "id", "dataType": "text"}]), "a.json: `columns` must give each column"),
        (document().replace("63.0", "NaN"), "a.json: cannot be read as JSON (NaN is no number of JSON)"),
        (document(rows=[], records=0), f"a.json: has a header and no rows; {NO_ROWS}"),
        ("[" * 100_000, "a.json: is no Dataset-JSON (it is nested too deeply)"),
    ],
)
def test_what_is_refused(content: str, said: str) -> None:
    (found,) = problems("a.json", content)
    assert found.startswith(said)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.98])
def test_a_document_that_was_cut(share: float) -> None:
    content = document()
    (said,) = problems("a.json", content[: int(share * len(content))])
    assert said.endswith("was it copied whole?")


def test_values_of_another_type_are_noted_and_read_as_they_stand() -> None:
    rows = [["001", 54.5, 63.0, 1.5, "2024-01-05", True], ["002", "55", "61", None, None, False], [3, 1, 1, "", "", 1]]
    raw = read("a.json", document(rows=rows))
    assert [row[:4] for row in texts(raw)] == [
        ("001", "54.5", "63", "1.5"),
        ("002", "55", "61", ""),
        ("3", "1", "1", ""),
    ]
    assert raw.notes == (
        "a.json, row 3: id = 3, and the file declares it as string",
        "a.json, row 1 and 1 more: age = 54.5, and the file declares it as integer",
        'a.json, row 2: weight = "61", and the file declares it as float',
        "a.json, row 1: dose = 1.5, and the file declares it as decimal",
        "a.json, row 3: fit = 1, and the file declares it as boolean",
    )


def test_numbers_take_the_decimal_mark_of_texts() -> None:
    assert texts(read("a.json", document(), decimal=","))[1][2] == "61,25"


def test_the_pilots_adsl_is_the_same_as_json_and_as_a_transport_file(shared: Callable[[str], Path]) -> None:
    """Both are of CDISC's ADaM Metadata Submission Guidelines: one dataset, written in two formats."""
    for name in ("adsl.json", "adsl.xpt"):
        shutil.copy(shared(f"standards/pilot_adam/{name}"), name)
    as_json, as_transport = (read(f"adsl.{kind}", subject="USUBJID") for kind in ("json", "xpt"))
    assert as_json.frame.shape == (254, 51)
    assert as_json.notes == ()
    own = [FILE, LINE]
    assert as_json.frame.drop(columns=own).equals(as_transport.frame.drop(columns=own)[as_json.frame.columns.drop(own)])


def test_the_pilots_adcibc(shared: Callable[[str], Path]) -> None:
    shutil.copy(shared("standards/pilot_adam/adcibc.json"), "adcibc.json")
    assert len(read("adcibc.json", subject="USUBJID").frame) == 730  # as its `records` says
