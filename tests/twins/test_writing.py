"""Words of a trial stand in programs as texts, whatever they are."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from trialstats.twins.writing import comment, in_r, in_sas, number, sas_length

HOSTILE = [
    'Arm\'s "A"',
    "50% &amp; %let x=1;",
    "a\\b",
    "line\nbreak",
    "µ ≥ é",
    "*/ run;",
    "/* begin",
    "x'); drop table--",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_r_reads_the_text(text: str) -> None:
    # R knows the escapes of JSON that can stand in a text: \" \\ \n \t \uXXXX.
    assert json.loads(in_r(text)) == text
    assert "\n" not in in_r(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_sas_reads_the_text_and_resolves_nothing_in_it(text: str) -> None:
    written = in_sas(text)
    assert written.startswith("'")
    assert written.endswith("'")
    assert written[1:-1].replace("''", "").count("'") == 0
    assert written[1:-1].replace("''", "'") == " ".join(text.split())


def test_a_comment_ends_where_it_should() -> None:
    for text in HOSTILE:
        assert "*/" not in comment(text, "  ")
        assert "/*" not in comment(text, "  ")
    lines = comment("word " * 60 + "\nsystem('rm')", "# ").splitlines()
    assert len(lines) > 1
    assert all(line.startswith("# ") for line in lines)


def test_numbers_and_lengths() -> None:
    assert [number(value) for value in (4, 0.05, 1e-12, 30.4375, -1.5)] == ["4", "0.05", "1e-12", "30.4375", "-1.5"]
    assert sas_length(pd.Series(["é", "ab", None])) == 2
    assert sas_length(pd.Series([], dtype="str")) == 1
