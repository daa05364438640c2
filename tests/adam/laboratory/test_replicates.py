"""Replicates of one sample become one record; those that differ or contradict each other are told; counts add up."""

from __future__ import annotations

import math
import statistics

import pytest

from tests.adam.laboratory.assay import LABS, LIMITS, SPECIMEN, bds, fate, laboratory, line, listed, mapped, originals
from tests.adam.saying import checked
from tests.tiny import Tiny


def pair(*results: str, **more: str) -> list[str]:
    """Write the replicates of one sample."""
    return [line(result, rep=str(number), **more) for number, result in enumerate(results, start=1)]


def counts(tiny: Tiny) -> list[tuple[int, int, int]]:
    return [(account.n_in, account.n_used, account.n_listed) for account in mapped(tiny).accounts]


def test_numbers_are_averaged_and_the_others_are_listed(tiny: Tiny) -> None:
    laboratory(tiny, *pair("1.2", "1.3", "1.1"), line("5", visit="V1"))
    first, second = originals(tiny).itertuples()
    assert pytest.approx(1.2, rel=1e-15) == first.AVAL
    assert (first.AVALC, first.NREP, first.ALLOQ, first.SRCLINE) == ("1.2; 1.3; 1.1", 3, 0.7, 2)
    assert pytest.approx(100 * statistics.stdev([1.2, 1.3, 1.1]) / 1.2, rel=1e-12) == first.REPCV
    assert (second.AVAL, second.AVALC, second.NREP) == (5, "5", 1)
    assert math.isnan(second.REPCV)
    assert listed(tiny) == [(3, "replicate_combined", "listed", "1.3"), (4, "replicate_combined", "listed", "1.1")]
    assert set(mapped(tiny).listing.frame()["allowed"]) == {"combined with line 2"}
    assert counts(tiny) == [(4, 2, 2), (4, 2, 2)]


@pytest.mark.parametrize(
    ("said", "combined"),
    [
        (("replicates: {variable: LBREP, combine: mean}", "scale: log"), 2.5),
        (("replicates: {variable: LBREP, combine: geometric mean}",), 2.0),
        (("replicates: {variable: LBREP}", "scale: log"), 2.0),
        (("replicates: {variable: LBREP}",), 2.5),
    ],
)
def test_the_mean_is_the_one_that_is_declared_or_goes_with_the_scale(
    tiny: Tiny, said: tuple[str, ...], combined: float
) -> None:
    laboratory(tiny, *pair("1", "4"), said=said)
    made = bds(tiny).squeeze()
    assert made["AVAL"] == pytest.approx(combined, rel=1e-15)
    assert made["REPCV"] == pytest.approx(100 * statistics.stdev([1, 4]) / 2.5)


def test_replicates_that_differ_too_much_are_a_problem_kept_or_left_out(tiny: Tiny) -> None:
    laboratory(tiny, *pair("1", "2"), *pair("1", "1.3", visit="V1"))
    said = (
        "data/labs.csv, lines 2, 3: INTLK6 at Baseline = 1; 2, replicates with a CV of 47.1%, above 20% (subject 001)"
    )
    assert checked(tiny) == [said]


@pytest.mark.parametrize(
    ("what", "left", "account"), [("keep", [1.5, 1.15], (4, 2, 2)), ("exclude", [1.15], (4, 1, 3))]
)
def test_replicates_that_differ_too_much(tiny: Tiny, what: str, left: list[float], account: tuple[int, ...]) -> None:
    laboratory(tiny, *pair("1", "2"), *pair("1", "1.3", visit="V1"))
    fate(tiny, replicate_cv=what)
    assert originals(tiny)["AVAL"].tolist() == left
    kinds = [(number, kind, done) for number, kind, done, _ in listed(tiny) if kind == "replicate_cv"]
    assert kinds == [(2, "replicate_cv", what), (3, "replicate_cv", what)]
    assert counts(tiny) == [account, account]


def test_a_cv_at_the_largest_that_is_allowed_is_no_problem(tiny: Tiny) -> None:
    # SD / mean of 10 -+ d is sqrt(2) d / 10: exactly 20 percent at d = sqrt(2).
    low, high = 10 - math.sqrt(2), 10 + math.sqrt(2)
    laboratory(tiny, *pair(repr(low), repr(high)))
    assert checked(tiny) == []
    assert bds(tiny).squeeze()["REPCV"] == pytest.approx(20)


@pytest.mark.parametrize(
    ("results", "flags", "alloq", "auloq"),
    [
        (("<0.7", "BLQ"), ("Y", ""), 0.7, 100),
        (("<0.7", "0.3"), ("Y", ""), 0.7, 100),
        ((">100", "ALQ", "200"), ("", "Y"), 0.7, 100),
        (("<0.7", "<0.9"), ("Y", ""), 0.9, 100),  # below the larger of the two
    ],
)
def test_where_all_are_beyond_a_limit_so_is_the_sample(
    tiny: Tiny, results: tuple[str, ...], flags: tuple[str, str], alloq: float, auloq: float
) -> None:
    laboratory(tiny, *pair(*results))
    fate(tiny, other_limit="keep")
    made = originals(tiny).fillna({"BLQFL": "", "ALQFL": ""}).squeeze()
    assert (made["BLQFL"], made["ALQFL"]) == flags
    assert math.isnan(made["AVAL"])
    assert (made["ALLOQ"], made["AULOQ"], made["NREP"]) == (alloq, auloq, len(results))
    assert made["AVALC"] == "; ".join(dict.fromkeys(results))


def test_some_beyond_a_limit_and_some_not_is_a_problem(tiny: Tiny) -> None:
    laboratory(tiny, *pair("<0.7", "1.1"))
    assert checked(tiny) == [
        "data/labs.csv, lines 2, 3: INTLK6 at Baseline = <0.7; 1.1, replicates of which some are beyond a limit "
        "(subject 001)"
    ]


def test_where_it_is_kept_the_value_is_the_mean_of_the_numbers(tiny: Tiny) -> None:
    laboratory(tiny, *pair("<0.7", "1.0", "1.2"))
    fate(tiny, replicate_mixed="keep")
    made = originals(tiny).fillna({"BLQFL": ""}).squeeze()
    assert (made["AVAL"], made["AVALC"], made["BLQFL"], made["NREP"]) == (1.1, "<0.7; 1.0; 1.2", "", 3)
    assert [kind for _, kind, _, _ in listed(tiny)].count("replicate_mixed") == 3
    assert counts(tiny) == [(3, 1, 2), (3, 1, 2)]


@pytest.mark.parametrize("what", ["keep", "exclude"])
def test_below_and_above_at_once_gives_no_value(tiny: Tiny, what: str) -> None:
    laboratory(tiny, *pair("<0.7", ">100"), line("5", visit="V1"))
    fate(tiny, replicate_mixed=what)
    assert originals(tiny)["AVAL"].tolist() == [5]
    assert counts(tiny) == [(3, 1, 2), (3, 1, 2)]


def test_a_replicate_number_that_stands_twice_is_a_duplicate(tiny: Tiny) -> None:
    laboratory(tiny, *pair("1.2", "1.3"), line("1.2", rep="1"))
    assert checked(tiny) == ["data/labs.csv, lines 2, 4: several records of INTLK6 at Baseline (subject 001)"]
    fate(tiny, duplicate="keep_first")
    assert originals(tiny)["AVAL"].tolist() == [1.25]
    assert counts(tiny) == [(3, 1, 2), (3, 1, 2)]


@pytest.mark.parametrize(
    "other", [line("1.3", rep="2", date="2024-01-04"), line("1.3", rep="2", batch="B")], ids=["day", "batch"]
)
def test_another_day_or_batch_is_another_sample(tiny: Tiny, other: str) -> None:
    laboratory(tiny, line("1.2"), other)
    assert checked(tiny) == ["data/labs.csv, lines 2, 3: several records of INTLK6 at Baseline (subject 001)"]


def test_a_code_beside_numbers_takes_no_part(tiny: Tiny) -> None:
    laboratory(tiny, *pair("NOT DONE", "1.2"), said=(LIMITS, "replicates: {variable: LBREP}", "text_results: NOT DONE"))
    assert originals(tiny)["AVAL"].tolist() == [1.2]


def test_the_order_of_the_file_does_not_matter(tiny: Tiny) -> None:
    lines = [*pair("0.9", "1.0", "1.1"), *pair("2.3", "2.1", visit="V1"), *pair("<0.7", "BLQ", subject="002")]
    laboratory(tiny, *lines)
    forward = bds(tiny)
    header, *rows = tiny.read(LABS).splitlines()
    tiny.write(LABS, "\n".join([header, *reversed(rows), ""]))
    backward = bds(tiny)
    assert forward.drop(columns="SRCLINE").equals(backward.drop(columns="SRCLINE"))


def test_replicates_of_two_subjects_are_never_mixed(tiny: Tiny) -> None:
    lines = [*pair("1.0", "1.2"), *pair("2.0", "2.2", subject="002", date="2024-01-08")]
    laboratory(tiny, *lines, said=(LIMITS, SPECIMEN, "replicates: {variable: LBREP}"))
    assert bds(tiny)["AVAL"].tolist() == pytest.approx([1.1, 2.1])
