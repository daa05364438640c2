"""Limits of quantification: literal results and what becomes of them; what is listed; what is said of mistakes."""

from __future__ import annotations

import math

import pytest

from tests.adam.laboratory.assay import (
    CONVERT,
    LABS,
    LIMITS,
    SPECIMEN,
    bds,
    fate,
    laboratory,
    line,
    listed,
    mapped,
    originals,
)
from tests.adam.saying import checked, fatal
from tests.tiny import Tiny

NONE = float("nan")
WITHOUT_REPLICATES = (LIMITS, CONVERT, SPECIMEN)

# What stands in the file (result, unit, batch), and AVAL, ALLOQ, BLQFL, ALQFL.
READ = [
    ("0.7", "ng/L", "A", 0.7, 0.7, "", ""),  # a number that equals the limit is measured
    ("0.70", "pg/mL", "A", 0.7, 0.7, "", ""),
    ("1.53", "ng/L", "A", 1.53, 0.7, "", ""),
    (" 1.53 ", "pg/mL", "B", 1.53, 0.5, "", ""),
    ("0.00153", "ug/L", "A", 1.53, 0.7, "", ""),
    ("0.0007", "ug/L", "A", 0.7, 0.7, "", ""),
    ("<0.7", "ng/L", "A", NONE, 0.7, "Y", ""),
    ("< 0.70", "pg/mL", "A", NONE, 0.7, "Y", ""),
    ("<0.7", "", "A", NONE, 0.7, "Y", ""),  # a code needs no unit
    ("<0.0007", "ug/L", "A", NONE, 0.7, "Y", ""),
    ("<0.5", "ng/L", "B", NONE, 0.5, "Y", ""),
    ("BLQ", "", "B", NONE, 0.5, "Y", ""),
    (" <LLOQ ", "ng/L", "A", NONE, 0.7, "Y", ""),
    ("0.69", "ng/L", "A", NONE, 0.7, "Y", ""),  # a number below the limit counts as below
    ("0.69", "ng/L", "B", 0.69, 0.5, "", ""),
    ("0", "ng/L", "A", NONE, 0.7, "Y", ""),
    ("100", "ng/L", "A", 100, 0.7, "", ""),
    (">100", "ng/L", "A", NONE, 0.7, "", "Y"),
    ("> 0.1", "ug/L", "A", NONE, 0.7, "", "Y"),
    ("ALQ", "", "A", NONE, 0.7, "", "Y"),
    ("100.1", "ng/L", "A", NONE, 0.7, "", "Y"),
]


@pytest.mark.parametrize(("result", "unit", "batch", "aval", "alloq", "blqfl", "alqfl"), READ)
def test_what_becomes_of_a_result(
    tiny: Tiny, result: str, unit: str, batch: str, aval: float, alloq: float, blqfl: str, alqfl: str
) -> None:
    laboratory(tiny, line(result, unit, batch), said=WITHOUT_REPLICATES)
    made = originals(tiny).fillna({"BLQFL": "", "ALQFL": "", "DTYPE": ""}).squeeze()
    assert made["AVALC"] == result.strip()
    assert made["AVAL"] == pytest.approx(aval, rel=1e-12, nan_ok=True)
    assert (made["ALLOQ"], made["AULOQ"]) == (alloq, 100)
    assert (made["BLQFL"], made["ALQFL"], made["DTYPE"], made["ANL01FL"]) == (blqfl, alqfl, "", "Y")
    account = mapped(tiny).accounts[1]
    without, is_number = math.isnan(aval), result.strip()[0].isdigit()
    assert (account.n_in, account.n_used, account.n_listed) == (1, 1, 0)
    assert (account.n_text, account.n_beyond) == (int(without and not is_number), int(without and is_number))


@pytest.mark.parametrize(
    ("result", "aval", "blqfl"), [("0,71", 0.71, ""), ("<0,7", NONE, "Y"), ("< 0.7", NONE, "Y"), ("0,6", NONE, "Y")]
)
def test_decimal_commas(tiny: Tiny, result: str, aval: float, blqfl: str) -> None:
    laboratory(tiny, line("RESULT"), said=WITHOUT_REPLICATES)
    tiny.write(LABS, tiny.read(LABS).replace(",", ";").replace("RESULT", result))
    tiny.spec(
        "    value: result\n    unit: unit\n  events",
        "    value: result\n    unit: unit\n    delimiter: ';'\n    decimal: ','\n  events",
    )
    made = originals(tiny).fillna({"BLQFL": ""}).squeeze()
    assert made["AVAL"] == pytest.approx(aval, nan_ok=True)
    assert (made["ALLOQ"], made["BLQFL"], made["AVALC"]) == (0.7, blqfl, result)


@pytest.mark.parametrize("result", ["blq", "<0", "<-1", "NOT DONE", "<", "<low", "0,7", "> 1,0"])
def test_a_text_that_is_neither_a_number_nor_a_limit(tiny: Tiny, result: str) -> None:
    laboratory(tiny, line("RESULT"), said=WITHOUT_REPLICATES)
    tiny.write(LABS, tiny.read(LABS).replace("RESULT", f'"{result}"'))
    assert fatal({"adlb": mapped(tiny)}) == [
        f"data/labs.csv, line 2: result = {result}, not a number nor one of <number, BLQ, <LLOQ, >number, ALQ "
        "(INTLK6; subject 001)"
    ]


def test_a_number_below_zero_is_a_mistake_and_not_below_the_limit(tiny: Tiny) -> None:
    laboratory(tiny, line("-1.53"), line("0", visit="V1"), said=WITHOUT_REPLICATES)
    assert fatal({"adlb": mapped(tiny)}) == [
        "data/labs.csv, line 2: result = -1.53, below 0, where no concentration can be (INTLK6; subject 001)"
    ]


def test_only_declared_sides_are_read(tiny: Tiny) -> None:
    laboratory(tiny, line(">100"), line("0.1", visit="V1"), said=("limits: {lower: 0.7}",))
    assert checked(tiny)[0].startswith("data/labs.csv, line 2: result = >100, not a number nor one of <number (INTLK6")


def test_the_listing_tells_numbers_beyond_a_limit_and_they_are_used(tiny: Tiny) -> None:
    laboratory(tiny, line("0.69"), line("101", visit="V1"), line("1", visit="V2"), said=WITHOUT_REPLICATES)
    found = mapped(tiny)
    assert listed(tiny) == [(2, "number_beyond_limit", "keep", "0.69"), (3, "number_beyond_limit", "keep", "101")]
    assert found.listing.frame()["allowed"].tolist() == [
        "below the lower limit 0.7, so counted as below it (INTLK6)",
        "above the upper limit 100, so counted as above it (INTLK6)",
    ]
    counts = [(a.n_in, a.n_used, a.n_listed, a.n_text, a.n_beyond) for a in found.accounts]
    assert counts == [(3, 3, 0, 0, 0), (3, 3, 0, 0, 2)]


@pytest.mark.parametrize(
    ("results", "n_text", "n_beyond"),
    [(("<0.7", "0.69"), 1, 0), (("0.69", "<0.7"), 0, 1), (("0.69", "0.5"), 0, 1), (("BLQ", "<0.7"), 1, 0)],
)
def test_of_replicates_the_one_that_is_used_is_counted(
    tiny: Tiny, results: tuple[str, str], n_text: int, n_beyond: int
) -> None:
    laboratory(tiny, *(line(result, rep=str(number)) for number, result in enumerate(results, 1)))
    account = mapped(tiny).accounts[1]
    assert (account.n_in, account.n_used, account.n_listed) == (2, 1, 1)
    assert (account.n_text, account.n_beyond) == (n_text, n_beyond)


def test_texts_and_numbers_beyond_a_limit_are_counted_apart(tiny: Tiny) -> None:
    lines = [line("<0.7"), line("BLQ", visit="V1"), line("0.69", visit="V2"), line("1.2", subject="002")]
    laboratory(tiny, *lines, line("101", subject="003"), line("2", unit="mol", subject="004"), said=WITHOUT_REPLICATES)
    fate(tiny, wrong_unit="{exclude: mol}")
    made, account = mapped(tiny), mapped(tiny).accounts[1]
    assert (account.n_in, account.n_used, account.n_listed, account.n_text, account.n_beyond) == (6, 5, 1, 2, 2)
    assert account.n_used == made.records["AVAL"].notna().sum() + account.n_text + account.n_beyond


# -- limits that are not the declared one, or not known


OTHER = "data/labs.csv, line 2: result = <0.9, not at the declared lower limit, 0.7 (INTLK6; subject 001)"


def test_another_reported_limit_is_a_problem(tiny: Tiny) -> None:
    laboratory(tiny, line("<0.9"), line(">90", visit="V1"), said=WITHOUT_REPLICATES)
    assert checked(tiny) == [
        OTHER,
        "data/labs.csv, line 3: result = >90, not at the declared upper limit, 100 (INTLK6; subject 001)",
    ]


@pytest.mark.parametrize(("holds", "alloq"), [("", 0.9), (", holds: reported", 0.9), (", holds: declared", 0.7)])
def test_which_limit_holds_is_declared(tiny: Tiny, holds: str, alloq: float) -> None:
    laboratory(tiny, line("<0.9"), said=(LIMITS[:-1] + holds + "}", CONVERT))
    fate(tiny, other_limit="keep")
    data = bds(tiny)
    assert data["ALLOQ"].tolist() == [alloq, alloq]
    assert data["AVAL"].tolist()[1] == alloq / 2
    assert listed(tiny) == [(2, "other_limit", "keep", "<0.9")]
    assert [(a.n_in, a.n_used, a.n_listed) for a in mapped(tiny).accounts] == [(1, 1, 0)] * 2


def test_another_limit_can_be_left_out(tiny: Tiny) -> None:
    laboratory(tiny, line("<0.9"), line("2", visit="V1"), said=WITHOUT_REPLICATES)
    fate(tiny, other_limit="exclude")
    assert originals(tiny)["AVAL"].tolist() == [2]
    assert [(a.n_in, a.n_used, a.n_listed) for a in mapped(tiny).accounts] == [(2, 1, 1)] * 2


@pytest.mark.parametrize(
    ("batch", "said"),
    [
        ("C", "batch = C, for which INTLK6 has no lower limit (known: A, B) (subject 001)"),
        ("", "batch = (blank), for which INTLK6 has no lower limit (known: A, B) (subject 001)"),
    ],
)
@pytest.mark.parametrize("result", ["5", "<0.7", "BLQ"])
def test_a_batch_without_a_limit_is_a_problem(tiny: Tiny, batch: str, said: str, result: str) -> None:
    laboratory(tiny, line(result, batch=batch), line("2", visit="V1"), said=WITHOUT_REPLICATES)
    assert checked(tiny) == [f"data/labs.csv, line 2: {said}"]
    fate(tiny, unknown_limit=f"{{exclude: '{batch}'}}")
    assert listed(tiny) == [(2, "unknown_limit", "exclude", batch)]
    assert [(a.n_in, a.n_used, a.n_listed) for a in mapped(tiny).accounts] == [(2, 1, 1)] * 2


def test_a_limit_that_stands_in_each_record_is_in_the_record_s_unit(tiny: Tiny) -> None:
    lines = [line("<0.0009", "ug/L", lloq="0.0009"), line("0.8", "ng/L", lloq="0.5", visit="V1")]
    laboratory(tiny, *lines, said=("limits: {lower: {column: lloq}}", CONVERT))
    data = originals(tiny)
    assert data["ALLOQ"].tolist() == pytest.approx([0.9, 0.5], rel=1e-12)
    assert data["BLQFL"].fillna("").tolist() == ["Y", ""]
    assert data["AULOQ"].isna().all()
    assert not [name for name in data if name.startswith(("_", " "))]


@pytest.mark.parametrize("lloq", ["", "low", "0", "-1"])
def test_a_record_without_its_limit(tiny: Tiny, lloq: str) -> None:
    laboratory(tiny, line("5", lloq=lloq), said=("limits: {lower: {column: lloq}}",))
    shown = lloq or "(blank)"
    assert checked(tiny) == [
        f"data/labs.csv, line 2: lloq = {shown}, for which INTLK6 has no lower limit (subject 001)"
    ]


def test_a_column_of_limits_that_is_not_there(tiny: Tiny) -> None:
    laboratory(tiny, line("5"), said=("limits: {lower: {column: LLOQ}}",))
    assert checked(tiny) == ["data/labs.csv: has no column LLOQ (did you mean `lloq`?)"]


# -- units and specimens


def test_a_unit_that_is_not_declared_stays_a_problem(tiny: Tiny) -> None:
    laboratory(tiny, line("0.0053", "ug/mL"), line("5", "", visit="V1"), said=WITHOUT_REPLICATES)
    assert checked(tiny) == [
        "data/labs.csv, line 2: unit = ug/mL, not in ng/L (INTLK6; subject 001)",
        "data/labs.csv, line 3: unit = (blank), not in ng/L (INTLK6; subject 001)",
    ]


def test_another_specimen_is_listed_and_never_mixed_in(tiny: Tiny) -> None:
    lines = [line("5"), line("9", specimen="SERUM"), line("9", specimen="", visit="V1")]
    laboratory(tiny, *lines, said=WITHOUT_REPLICATES)
    assert checked(tiny) == [
        "data/labs.csv, line 3: specimen = SERUM, not PLASMA (INTLK6; subject 001)",
        "data/labs.csv, line 4: specimen = (blank), not PLASMA (INTLK6; subject 001)",
    ]
    fate(tiny, wrong_specimen="{exclude: [SERUM, '']}")
    assert originals(tiny)["AVAL"].tolist() == [5]
    assert [(a.n_in, a.n_used, a.n_listed) for a in mapped(tiny).accounts] == [(3, 1, 2)] * 2


def test_what_has_no_logarithm_is_out_of_range(tiny: Tiny) -> None:
    laboratory(tiny, line("0"), line("-2", visit="V1"), line("1", visit="V2"), said=("scale: log",))
    assert checked(tiny) == [
        "data/labs.csv, line 2: result = 0, not above 0, as its scale log needs (INTLK6; subject 001)",
        "data/labs.csv, line 3: result = -2, not above 0, as its scale log needs (INTLK6; subject 001)",
    ]


# -- records derived by substitution


def test_half_the_limit_stands_beside_the_original(tiny: Tiny) -> None:
    lines = [line("2"), line("<0.7", visit="V1"), line("BLQ", batch="B", visit="V2")]
    laboratory(tiny, *lines, said=(LIMITS[:-1] + ", substitutes: [HALFLLOQ, SQRT2LLOQ]}",))
    data = bds(tiny)
    columns = ["AVISIT", "AVAL", "AVALC", "DTYPE", "ANL01FL", "ANL02FL", "BLQFL", "BASE", "CHG", "SRCLINE"]
    assert data[columns].astype("object").fillna("").values.tolist() == [
        ["Baseline", 2, "2", "", "Y", "", "", 2, "", 2],
        ["Week 4", "", "<0.7", "", "Y", "", "Y", 2, "", 3],
        ["Week 4", 0.35, "", "HALFLLOQ", "", "Y", "", "", "", 3],
        ["Week 4", 0.7 / math.sqrt(2), "", "SQRT2LLOQ", "", "Y", "", "", "", 3],
        ["Week 8", "", "BLQ", "", "Y", "", "Y", 2, "", 4],
        ["Week 8", 0.25, "", "HALFLLOQ", "", "Y", "", "", "", 4],
        ["Week 8", 0.5 / math.sqrt(2), "", "SQRT2LLOQ", "", "Y", "", "", "", 4],
    ]


def test_no_record_is_substituted_where_that_is_declared(tiny: Tiny) -> None:
    laboratory(tiny, line("<0.7"), said=(LIMITS[:-1] + ", substitutes: []}",))
    assert len(bds(tiny)) == 1


def test_a_parameter_without_limits_has_none(tiny: Tiny) -> None:
    laboratory(tiny, line("<0.7"), line("5", visit="V1"), said=("text_results: <number",))
    data = bds(tiny)
    assert data["AVALC"].tolist() == ["<0.7", "5"]
    assert not {"ALLOQ", "BLQFL", "DTYPE", "ANL02FL", "NREP"} & set(data)


def test_the_variables_have_labels(tiny: Tiny) -> None:
    from trialstats.adam.variables import variable_labels

    laboratory(tiny, line("<0.7"))
    labels = variable_labels(tiny.load(), "adlb")
    new = {"ALLOQ", "AULOQ", "BLQFL", "ALQFL", "NREP", "REPCV", "ANL02FL", "DTYPE"}
    assert new <= set(bds(tiny)) & set(labels)
    assert all(len(labels[name]) <= 40 for name in new)


@pytest.mark.parametrize(
    ("result", "limits"),
    [("0.0049", "lower: 4.9"), ("<0.0049", "lower: 4.9"), ("0.0041", "upper: 4.1"), (">0.0041", "upper: 4.1")],
)
def test_what_equals_a_limit_but_for_the_rounding_of_its_unit(tiny: Tiny, result: str, limits: str) -> None:
    # In binary fractions 0.0049 * 1000 is less than 4.9, and 0.0041 * 1000 more than 4.1.
    laboratory(tiny, line(result, "ug/L"), said=(f"limits: {{{limits}}}", CONVERT))
    assert listed(tiny) == []
    assert originals(tiny)["AVAL"].notna().item() == result[0].isdigit()
