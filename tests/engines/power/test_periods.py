"""The precision of contrasts of treatments in crossover designs, by formulas and tables of the books."""

from __future__ import annotations

import numpy as np
import pytest

from trialstats.engines.power import Precision, patterns, precision_of_contrast

WILLIAMS_3 = ["ABC", "BCA", "CAB", "ACB", "BAC", "CBA"]
WILLIAMS_4 = ["ABDC", "BCAD", "CDBA", "DACB"]


def columns_of(sequences: list[str], *, fixed: bool, carry_over: bool = False) -> np.ndarray:
    """Columns (S, T, p): of periods and treatments (A has none), of carry-over, and of subjects at random sequences."""
    letters = sorted(set("".join(sequences)))
    found = []
    for place, sequence in enumerate(sequences):
        rows = []
        for period, letter in enumerate(sequence):
            row = [float(letter == one) for one in letters[1:]]
            row += [float(period == one) for one in range(1, len(sequence))]
            if carry_over:
                before = sequence[period - 1] if period else ""
                row += [float(before == one) - float(before == letters[0]) for one in letters[1:]]
            if not fixed:
                row += [1.0, *(float(place == one) for one in range(1, len(sequences)))]
            rows.append(row)
        found.append(rows)
    return np.array(found)


def precision(
    sequences: list[str], n: int, *, fixed: bool = False, carry_over: bool = False, stays: float = 1.0
) -> Precision | None:
    """Of B against A with a variance of 4 within and 9 between subjects; means are zero."""
    columns = columns_of(sequences, fixed=fixed, carry_over=carry_over)
    count, periods, width = columns.shape
    of = [patterns(np.array([1.0] + [stays] * (periods - 1)))] * count
    sizes, row = np.full(count, n / count), np.eye(width)[0]
    return precision_of_contrast(columns, np.zeros((count, periods)), sizes, of, row, (9.0, 4.0), fixed=fixed)


@pytest.mark.parametrize("fixed", [True, False])
@pytest.mark.parametrize(
    ("sequences", "n", "factor", "df"),
    [
        (["AB", "BA"], 14, 2.0, 12),
        (["ABA", "BAB"], 20, 1.5, 37),
        (["ABB", "BAA"], 20, 1.5, 37),
        (["ABAB", "BABA"], 30, 1.0, 86),
        (WILLIAMS_3, 12, 2.0, 20),
        (WILLIAMS_4, 12, 2.0, 30),
    ],
)
def test_the_designs_of_powertost(sequences: list[str], n: int, factor: float, df: int, fixed: bool) -> None:
    """R's PowerTOST, known.designs(): variance of a difference `bk` s^2 / n, and its degrees of freedom."""
    found = precision(sequences, n, fixed=fixed)
    assert found is not None
    assert found.variance == pytest.approx(factor * 4.0 / n, rel=1e-12)
    assert found.df == pytest.approx(df, abs=1e-9)


@pytest.mark.parametrize(("sequences", "efficiency"), [(WILLIAMS_3, 0.8), (WILLIAMS_4, 10 / 11)])
def test_carry_over_costs_what_the_tables_say(sequences: list[str], efficiency: float) -> None:
    """Williams designs, Jones and Kenward (2014), chapter 4: efficiency adjusted for carry-over, 80.00% and 90.91%."""
    found = precision(sequences, 12, fixed=True, carry_over=True)
    assert found is not None
    assert found.variance == pytest.approx(2 * 4.0 / 12 / efficiency, rel=1e-12)


def test_two_periods_do_not_tell_carry_over() -> None:
    assert precision(["AB", "BA"], 12, fixed=True, carry_over=True) is None


def test_who_leaves_after_the_first_period() -> None:
    """Fixed subjects: those with both periods alone. Random ones add what the first periods tell between subjects.

    That is less than a parallel comparison of 20% of the subjects in one period, variance 4 * 13 / 4, would add.
    """
    fixed, random = precision(["AB", "BA"], 20, fixed=True, stays=0.8), precision(["AB", "BA"], 20, stays=0.8)
    assert fixed is not None
    assert random is not None
    assert fixed.variance == pytest.approx(2 * 4.0 / 16, rel=1e-12)
    assert [fixed.df, random.df] == pytest.approx([14, 14])
    assert 1 / (1 / fixed.variance + 1 / (4 * 13 / 4)) <= random.variance < fixed.variance


def test_what_the_model_does_not_have_is_a_misfit() -> None:
    """Carry-over of 3 after B: of two periods its half is taken from the estimate (Senn 2002, chapter 3); of three
    treatments the model cannot say the means."""
    columns = columns_of(["AB", "BA"], fixed=True)
    means = np.array([[0.0, 2.0], [2.0, 3.0]])
    args = (np.full(2, 5.0), [patterns(np.ones(2))] * 2, np.array([1.0, 0.0]), (9.0, 4.0))
    found = precision_of_contrast(columns, means, *args, fixed=True)
    assert found is not None
    assert found.expected == pytest.approx(2 - 3 / 2)
    assert found.misfit == pytest.approx(0, abs=1e-12)
    columns = columns_of(WILLIAMS_3, fixed=True)
    means = np.array([[3.0 * (period > 0 and own[period - 1] == "B") for period in range(3)] for own in WILLIAMS_3])
    found = precision_of_contrast(
        columns, means, np.full(6, 2.0), [patterns(np.ones(3))] * 6, np.eye(4)[0], (9.0, 4.0), fixed=True
    )
    assert found is not None
    assert found.misfit > 0.5
