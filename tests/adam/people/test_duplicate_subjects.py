"""Several rows of a subject in a file with one row a subject: refused, or one kept and the others listed."""

from __future__ import annotations

import pytest

from tests.adam.saying import checked, fatal
from tests.tiny import Tiny, listed

SUBJECTS = "data/subjects.csv"
KEPT = (
    "if one of several rows of a subject is right, `problems: {duplicate_subject: keep_first}` (or `keep_last`) takes "
    "it and lists the others"
)


@pytest.fixture
def twice(tiny: Tiny) -> Tiny:
    """002 stands twice, at first as a woman of 61; 003 twice alike."""
    tiny.add(SUBJECTS, "002,S,2024-01-08,62,F", "003,L,2024-01-10,47,M")
    return tiny


def test_it_is_refused_and_the_setting_named(twice: Tiny) -> None:
    said = twice.check().lines
    assert "data/subjects.csv, lines 3, 8: id = 002 stands for 2 subjects" in said
    assert f"(data/subjects.csv: {KEPT})" in said


@pytest.mark.parametrize(("fate", "age", "lines"), [("keep_first", 61, (8, 9)), ("keep_last", 62, (3, 4))])
def test_one_is_kept_and_the_others_are_listed_and_counted(
    twice: Tiny, fate: str, age: int, lines: tuple[int, int]
) -> None:
    twice.fates(duplicate_subject=fate)
    mapped = twice.mapped("adpain")
    assert fatal(mapped) == []
    adsl = mapped["adsl"].records.set_index("USUBJID")
    assert (len(adsl), adsl.loc["002", "AGE"]) == (6, age)
    other = {8: 3, 9: 4, 3: 8, 4: 9}
    assert listed(mapped, "adsl", "kind", "line", "item", "value", "fate", "allowed") == [
        ("duplicate_subject", line, "id", subject, fate, f"of whom line {other[line]} is used; this {said}")
        for line, subject, said in zip(lines, ("002", "003"), ("differs in age, sex", "says the same"), strict=True)
    ]
    (account,) = mapped["adsl"].accounts
    assert (account.n_in, account.n_used, account.n_listed) == (8, 6, 2)


def test_of_a_file_with_repeated_rows_those_that_disagree_are_listed(twice: Tiny) -> None:
    twice.spec("  source: subjects\n", "  source: subjects\n  repeated: true\n")
    assert f"(data/subjects.csv: {KEPT})" in twice.check().lines
    twice.fates(duplicate_subject="keep_first")
    mapped = twice.mapped("adpain")
    assert listed(mapped, "adsl", "kind", "line", "value") == [("duplicate_subject", 8, "002")]
    (account,) = mapped["adsl"].accounts
    assert (account.n_in, account.n_used, account.n_listed) == (8, 7, 1)


@pytest.mark.parametrize(("fate", "weight"), [("keep_first", 80), ("keep_last", 81)])
def test_covariates_of_another_file(tiny: Tiny, fate: str, weight: int) -> None:
    tiny.write("data/weight.csv", "id,kg\n001,80\n002,70\n001,81\n009,60\n009,61\n")
    tiny.spec("  events: {file", "  weight: {file: data/weight.csv, subject: id}\n  events: {file")
    tiny.spec("  AGE: {column", "  WEIGHT: {column: kg, type: number, source: weight}\n  AGE: {column")
    assert f"(data/weight.csv: {KEPT})" in tiny.check().lines
    tiny.fates(duplicate_subject=fate, unknown_subject='{exclude: ["009"]}')
    mapped = tiny.mapped("adpain")
    assert fatal(mapped) == []
    assert mapped["adsl"].records.set_index("USUBJID").loc["001", "WEIGHT"] == weight
    kinds = [kind for (kind,) in listed(mapped, "adsl", "kind")]
    assert sorted(kinds) == ["duplicate_subject", "duplicate_subject", "unknown_subject"]
    own = next(account for account in mapped["adsl"].accounts if account.source == "weight")
    assert (own.n_in, own.n_used, own.n_listed) == (5, 2, 3)


def test_rows_without_an_id_are_refused_all_the_same(twice: Tiny) -> None:
    twice.add(SUBJECTS, ",L,2024-01-10,47,M", ",L,2024-01-11,48,M")
    twice.fates(duplicate_subject="keep_first")
    assert "data/subjects.csv, line 10: id is blank, so the row belongs to nobody" in checked(twice)
    assert "data/subjects.csv, line 11: id is blank, so the row belongs to nobody" in checked(twice)
