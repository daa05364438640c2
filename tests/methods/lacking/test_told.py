"""What tables say of subjects who are not in a denominator, a comparison, a stratum or a model."""

from __future__ import annotations

from tests.methods.lacking.made import Lacking


def test_the_head_of_a_column_has_the_population_of_the_arm(lacking: Lacking) -> None:
    table = lacking.table("sites")
    sizes = {column.label: column.count.text for column in table.columns if column.count}
    assert sizes == {"Control": "9", "High": "14", "Low": "23"}  # of whom 9, 13 and 17 have an answer


def test_a_stratum_of_randomisation_without_an_arm_is_told(lacking: Lacking) -> None:
    told = " ".join(lacking.rows("blocks", kind="value", variable="RULE")["PARAM"])
    assert "Week 8: of the strata of randomisation, nobody is of Control in S, High in S" in told
