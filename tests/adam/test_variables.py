"""Further variables of a record: typed, carried along, and no loss where they are not right."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny

COLUMN = (
    "    columns: {BATCH: {column: batch, type: category, codes: {A: a, B: b}}, TEMP: {column: temp, type: number}}\n"
)


@pytest.fixture
def batched(tiny: Tiny) -> Tiny:
    lines = tiny.read("data/vas.csv").splitlines()
    with_batch = [f"{line},{'ab'[number % 2]},{30 + number}" for number, line in enumerate(lines[1:])]
    tiny.write("data/vas.csv", "\n".join([lines[0] + ",batch,temp", *with_batch, ""]))
    tiny.spec("    source: vas\n", "    source: vas\n" + COLUMN)
    return tiny


def test_a_record_keeps_its_further_variables(batched: Tiny) -> None:
    data = batched.adam("adpain")["adpain"]
    first = data[(data["USUBJID"] == "001") & (data["PARAMCD"] == "STIFF") & (data["AVISIT"] == "Week 4")].iloc[0]
    assert (first["BATCH"], first["TEMP"], first["SRCLINE"]) == ("B", 33, 5)
    assert data.loc[data["PARAMCD"] == "BOTH", "BATCH"].isna().all()


def test_what_is_not_right_in_them_is_listed_and_costs_no_record(batched: Tiny) -> None:
    batched.replace("data/vas.csv", "PAIN,60,mm,a,30", "PAIN,60,mm,c,warm")
    batched.fates(unknown_code="{exclude: '*'}", not_numeric="exclude")
    mapped = batched.mapped("adpain")["adpain"]
    listed = mapped.listing.frame()
    assert listed[["kind", "item", "value"]].to_numpy().tolist() == [
        ["unknown_code", "batch", "c"],
        ["not_numeric", "temp", "warm"],
    ]
    assert [(a.unit, a.n_in, a.n_used, a.n_listed) for a in mapped.accounts] == [
        ("rows", 36, 36, 0),
        ("values", 36, 36, 0),
    ]


def test_a_name_that_is_taken_is_refused(batched: Tiny) -> None:
    batched.spec("{BATCH: {column: batch", "{SEX: {column: batch")
    assert "is the name of `covariates.SEX`; take another name" in "\n".join(batched.spec_problems())
