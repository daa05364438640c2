"""A parameter that a long file calls by several texts: three assays of one analyte."""

from __future__ import annotations

import pytest

from tests.adam.saying import checked
from tests.tiny import Tiny


@pytest.fixture
def assays(tiny: Tiny) -> Tiny:
    """The pain of 001 was taken by three instruments."""
    tiny.replace("data/vas.csv", "001,V0,2024-01-05,PAIN", "001,V0,2024-01-05,VAS paper")
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN", "001,V1,2024-02-02, VAS app ")
    tiny.spec("name: PAIN,", "name: [PAIN, VAS paper, VAS app],")
    return tiny


def test_several_texts_are_one_parameter(assays: Tiny) -> None:
    data = assays.adam("adpain")["adpain"]
    own = data[(data["USUBJID"] == "001") & (data["PARAMCD"] == "PAIN")]
    assert own[["AVISIT", "AVAL", "BASE"]].to_numpy().tolist() == [
        ["Baseline", 60, 60],
        ["Week 4", 40, 60],
        ["Week 8", 30, 60],
    ]
    assert assays.mapped("adpain")["adpain"].accounts[1].n_used == 36


def test_two_of_them_at_one_visit_are_duplicates(assays: Tiny) -> None:
    assays.add("data/vas.csv", "001,V1,2024-02-02,PAIN,41,mm")
    assert checked(assays) == ["data/vas.csv, lines 4, 38: several records of PAIN at Week 4 (subject 001)"]


def test_an_unknown_text_is_told_with_all_that_are_known(assays: Tiny) -> None:
    assays.replace("data/vas.csv", "VAS app ", "VAS apps")
    assert "data/vas.csv, line 4: item = VAS apps, no parameter of that name is declared" in assays.check().err
    assert "VAS app" in assays.check().lines[1]


def test_a_text_belongs_to_one_parameter(assays: Tiny) -> None:
    assays.spec("name: STIFF,", "name: [STIFF, VAS app],")
    assert "STIFF reads what PAIN reads (VAS app)" in assays.check().err


def test_of_several_columns_a_name_has_a_text_each(assays: Tiny) -> None:
    assays.spec("    name: item\n", "    name: [item, unit]\n")
    assert "PAIN.name has 3 parts; the source's `name` has 2" in assays.check().err
