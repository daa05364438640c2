"""Answers that no questionnaire has are found and named: record, item, value and what would be right."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.questionnaires.questionnaire_cases import CASES, Case
from trialstats.errors import DataError

each = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def said(codes: Any) -> str:
    return f"{codes[0]} to {codes[-1]}" if len(codes) > 3 else ", ".join(map(str, codes))


@each
def test_codes_next_to_the_allowed_ones_are_found(case: Case) -> None:
    for item, codes in case.codes.items():
        wrong = [codes[0] - 1, codes[-1] + 1]
        forms = [case.form({**case.lowest, item: code}) for code in (wrong[0], *codes, wrong[1])]
        findings = case.scored.check(pd.concat(forms, ignore_index=True))
        assert findings["index"].tolist() == [0, len(codes) + 1]
        assert findings["item"].tolist() == [item, item]
        assert findings["value"].tolist() == wrong
        assert findings["allowed"].tolist() == [said(codes)] * 2


@each
@pytest.mark.parametrize("value", [0.5, float("inf"), "1", "", "yes", True, Decimal("0.1"), pd.Timestamp(0)])
def test_what_is_no_code_is_a_finding_and_an_error(case: Case, value: Any) -> None:
    item = list(case.codes)[1]
    items = case.form(case.lowest).astype({item: object}).set_axis(["007"])
    items.loc["007", item] = value
    assert case.scored.check(items)["value"].tolist() == [value]
    for function in (case.score, case.scored.scale_items):
        with pytest.raises(DataError, match=rf"item {item}, record 007: .* is not one of its codes "):
            function(items)


@each
def test_blank_answers_are_no_findings(case: Case) -> None:
    assert case.scored.check(case.form({})).empty
    assert case.score(case.form({})).isna().all(axis=None)


@each
def test_columns_are_named_and_all_there(case: Case) -> None:
    items = case.form(case.lowest)
    first = items.columns[0]
    with pytest.raises(DataError, match=rf"missing columns: '{first}'"):
        case.score(items.drop(columns=first))
    with pytest.raises(DataError, match="unknown columns: 'q99'"):
        case.score(items.assign(q99=1))
    with pytest.raises(DataError, match=rf"repeated columns: '{first}'"):
        case.score(pd.concat([items, items[[first]]], axis=1))


def test_a_course_of_2_is_refused() -> None:
    items = CASES["paindetect"].form({**CASES["paindetect"].lowest, "course": 2})
    assert CASES["paindetect"].scored.check(items)["allowed"].tolist() == ["-1, 0, 1"]
    with pytest.raises(DataError, match=r"painDETECT, item course, record 0: 2\.0 is not one of its codes -1, 0, 1"):
        CASES["paindetect"].score(items)


def test_findings_come_in_the_order_of_the_records_and_an_error_lists_the_first_twenty() -> None:
    items = pd.DataFrame(np.full((3, 10), 11.0), columns=list(CASES["npsi"].codes), index=["b", "a", "c"])
    assert CASES["npsi"].scored.check(items)["index"].tolist() == ["b"] * 10 + ["a"] * 10 + ["c"] * 10
    assert CASES["npsi"].scored.check(items)["item"].tolist() == list(CASES["npsi"].codes) * 3
    with pytest.raises(DataError) as raised:
        CASES["npsi"].score(items)
    assert len(raised.value.problems) == 21
    assert raised.value.problems[-1] == "and 10 more"


@pytest.mark.slow
@each
def test_a_million_forms_take_less_than_two_seconds(case: Case) -> None:
    rng = np.random.default_rng(20240501)
    items = pd.DataFrame({item: rng.choice(codes, 1_000_000) for item, codes in case.codes.items()}).astype(float)
    items = items.mask(rng.random(items.shape) < 0.02)
    # Time on the processor, so that other work on the machine does not count.
    start = time.process_time()
    scores = case.score(items)
    assert time.process_time() - start < 2
    assert len(scores) == len(items)
