"""A file may name its columns as it likes: as columns of ours, as ADaM's variables, with an underscore in front."""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL_FILE, Tiny, call
from trialstats.adam.listing import ROW, SUBJECT, VISIT
from trialstats.io.table import FILE, LINE, is_own

VAS = "data/vas.csv"
TAKEN = ["_line", "_file", "_row", "_subject", "_visit", "_text", "_name", "_unit", "_factor", "_order"]


def rename(tiny: Tiny, column: str, name: str) -> None:
    """Give a column of the results another name, in the file and in the trial file."""
    header, rest = tiny.read(VAS).split("\n", 1)
    names = [name if old == column else old for old in header.split(",")]
    tiny.write(VAS, "\n".join([",".join(names), rest]))
    key = {"result": "value", "item": "name", "id": "subject"}.get(column, column)
    start, end = tiny.read(TRIAL_FILE).split("  sf36:\n", 1)
    head, vas = start.split("  vas:\n")
    tiny.write(TRIAL_FILE, f"{head}  vas:\n{vas.replace(f'    {key}: {column}', f'    {key}: {name}')}  sf36:\n{end}")


@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.parametrize("column", ["id", "visit", "item", "result", "unit"])
def test_a_column_may_have_any_name(tiny: Tiny, column: str, name: str) -> None:
    before = tiny.adam("adpain")["adpain"]
    rename(tiny, column, name)
    assert tiny.adam("adpain")["adpain"].equals(before)


@pytest.mark.parametrize("name", TAKEN)
def test_a_covariate_and_a_date_may_come_from_any_column(tiny: Tiny, name: str) -> None:
    tiny.replace("data/subjects.csv", "id,arm,randomised,age,sex", f"id,arm,randomised,{name},sex")
    tiny.spec("AGE: {column: age,", f"AGE: {{column: {name},")
    assert tiny.adam("adpain")["adsl"]["AGE"].tolist() == [54, 61, 47, 70, 66, 58]
    tiny.replace("data/subjects.csv", f"id,arm,randomised,{name},sex", f"id,arm,{name},age,sex")
    tiny.spec(f"AGE: {{column: {name},", "AGE: {column: age,")
    tiny.spec("RANDDT: {column: randomised}", f"RANDDT: {{column: {name}}}")
    assert tiny.adam("adpain")["adsl"]["RANDDT"].dt.day.tolist() == [5, 8, 10, 12, 15, 16]


def test_variables_of_every_dataset_may_be_columns_of_a_file(tiny: Tiny) -> None:
    """A variable read from a column VISIT held the text of the column that `visit` names."""
    lines = tiny.read(VAS).splitlines()
    tail = ["VISIT,ADT,ADY,AVISIT", *(f"call {n},evening,left,right" for n in range(1, len(lines)))]
    tiny.write(VAS, "".join(f"{line},{more}\n" for line, more in zip(lines, tail, strict=True)))
    columns = "CALL: {column: VISIT}, TIME: {column: ADT}, SIDE: {column: ADY}, OTHER: {column: AVISIT}"
    tiny.spec("  adpain:\n    source: vas\n", f"  adpain:\n    source: vas\n    columns: {{{columns}}}\n")
    records = tiny.adam("adpain")["adpain"].dropna(subset="SRCLINE")
    assert (records["CALL"] == "call " + (records["SRCLINE"] - 1).astype("str")).all()
    assert records[["TIME", "SIDE", "OTHER"]].drop_duplicates().values.tolist() == [["evening", "left", "right"]]
    assert set(records["VISIT"]) == {"V0", "V1", "V2"}


def test_the_values_of_a_wide_file_may_stand_in_such_columns(tiny: Tiny) -> None:
    tiny.write("data/vas.csv", "id,visit,date,VISIT,ADY,AVISIT\n001,V0,2024-01-05,60,7,8\n001,V1,2024-02-02,40,5,6\n")
    tiny.spec("    shape: long\n    name: item\n    value: result\n    unit: unit\n", "")
    tiny.spec("name: PAIN, unit", "column: VISIT, unit")
    tiny.spec("name: STIFF, unit", "column: ADY, unit")
    records = tiny.adam("adpain")["adpain"]
    found = records.loc[records["PARAMCD"] != "BOTH", ["PARAMCD", "VISIT", "AVAL"]]
    assert found.values.tolist() == [["PAIN", "V0", 60], ["PAIN", "V1", 40], ["STIFF", "V0", 7], ["STIFF", "V1", 5]]


def test_the_date_may_stand_in_a_column_visit(tiny: Tiny) -> None:
    tiny.replace(VAS, "id,visit,date,", "id,visit,VISIT,")
    tiny.spec("date: {column: date}", "date: {column: VISIT}")
    assert call("check", "tiny").err == ""


def test_no_column_of_a_file_is_one_of_ours() -> None:
    assert all(is_own(name) for name in (FILE, LINE, ROW, SUBJECT, VISIT))
    assert not any(map(is_own, TAKEN))
