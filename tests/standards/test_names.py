"""Names of eight characters: unique, the same again, and told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trialstats.standards.names import is_short, short_names


def test_what_fits_stays_and_what_does_not_is_derived() -> None:
    given = short_names(["adsl", "adconcomitant", "adconcomitant_two", "ADCONCOM", "x-y", "1st"], {})
    assert given == {
        "adsl": "ADSL",
        "adconcomitant": "ADCONCO1",
        "adconcomitant_two": "ADCONCO2",
        "ADCONCOM": "ADCONCOM",
        "x-y": "XY",
        "1st": "ST",
    }


def test_a_declared_name_holds_and_no_other_takes_it() -> None:
    assert short_names(["adconcom", "adconcomitant"], {"adconcomitant": "ADCM"}) == {
        "adconcom": "ADCONCOM",
        "adconcomitant": "ADCM",
    }
    with pytest.raises(ValueError, match="adcm and adother would both be handed in as ADCM"):
        short_names(["adcm", "adother"], {"adother": "ADCM"})


@given(st.lists(st.text(alphabet="abcdefgh_1", min_size=1, max_size=14), unique=True, max_size=30))
def test_names_are_short_and_nobody_elses(names: list[str]) -> None:
    given = short_names(names, {})
    assert [*given] == names
    assert all(map(is_short, given.values()))
    assert len({*given.values()}) == len(names)
    assert short_names(names, {}) == given
