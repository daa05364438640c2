"""Which listings a trial file stands for, how they are numbered, and what cannot be listed."""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL_FILE, Tiny


def numbered(tiny: Tiny) -> dict[str, str | None]:
    return {name: listing.number for name, listing in tiny.load().listings.items()}


def test_a_file_that_declares_none_has_the_usual_ones(tiny: Tiny) -> None:
    assert numbered(tiny) == {
        "excluded": "16.2.3",
        "demographics": "16.2.4.1",
        "adpain": "16.2.6.1",
        "adae": "16.2.7.1",
    }
    assert tiny.load().listings["adpain"].title == "Pain (mm), individual values"


def test_what_the_data_are_about_says_where_they_are_listed(tiny: Tiny) -> None:
    serious = "      AESER: {column: severity, type: category, codes: {N: '1', Y: '2'}}\n"
    tiny.spec("      AESEV: {", f"{serious}      AESEV: {{")
    for name, variable in (("addv", "DVTERM"), ("adcm", "CMTRT"), ("adex", "EXDOSE")):
        events = f"  {name}: {{source: events, columns: {{{variable}: {{column: term}}}}}}\n"
        tiny.spec("occurrences:\n", f"occurrences:\n{events}")
    tiny.add(TRIAL_FILE, "disposition: {source: subjects, reason: sex}")
    found = numbered(tiny)
    assert found == {
        "discontinued": "16.2.1",
        "addv": "16.2.2",
        "excluded": "16.2.3",
        "demographics": "16.2.4.1",
        "adcm": "16.2.4.2",
        "adex": "16.2.5.1",
        "adpain": "16.2.6.1",
        "adae": "16.2.7.1",
        "adae_serious": "16.2.7.2",
    }
    assert [one.where_empty for one in tiny.load().listings.values()].count("leave out") == 2


def test_a_deviation_may_be_a_variable_of_subjects(tiny: Tiny) -> None:
    tiny.spec("  SEX: {", "  DVREAS: {column: sex, label: Deviation}\n  SEX: {")
    assert numbered(tiny)["dvreas"] == "16.2.2"


def test_results_out_of_range_are_listed_where_the_data_say_which_are(tiny: Tiny) -> None:
    tiny.spec("    source: vas\n", "    source: vas\n    columns: {ANRIND: {column: unit}}\n")
    assert numbered(tiny)["adpain_range"] == "16.2.8.1"


def test_declared_listings_stand_alone(tiny: Tiny) -> None:
    tiny.add(TRIAL_FILE, "listings: {mine: {dataset: adae, columns: AETERM}}")
    assert numbered(tiny) == {"mine": "16.2.7.1"}


def test_declared_listings_replace_the_usual_ones_of_the_same_records(tiny: Tiny) -> None:
    tiny.add(TRIAL_FILE, "displays: standard", "listings: {mine: {dataset: adae, columns: AETERM, number: 16.2.7.2}}")
    assert numbered(tiny) == {
        "mine": "16.2.7.2",
        "excluded": "16.2.3",
        "demographics": "16.2.4.1",
        "adpain": "16.2.6.1",
    }


def test_a_file_can_ask_for_none(tiny: Tiny) -> None:
    tiny.add(TRIAL_FILE, "displays: declared")
    assert numbered(tiny) == {}


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("dataset: adea, columns: AETERM", "listings.mine.dataset = adea is not a known dataset or occurrence"),
        (
            "dataset: adae, columns: AETERM, population: FAFL",
            "listings.mine.population = FAFL is not a known population",
        ),
        ("dataset: adae, columns: [AETERM, AESEV], once: AESEV", "`once` takes the first of `columns`"),
        ("dataset: adae, columns: AETERM, headers: {AESEV: Grade}", "`headers` has words for AESEV"),
        ("dataset: adae, columns: USUBJID", "`columns` names USUBJID, which every listing begins with"),
        ("dataset: adae, columns: AETERM, number: sixteen", "listings.mine.number = sixteen has no digit"),
        (
            "dataset: adae, columns: AETERM, records: [{column: SEX, in: male}]",
            "listings.mine.records[1].in = male is not a known level (did you mean `Male`?)",
        ),
        ("dataset: adae", "listings.mine.columns"),
        (
            "dataset: adae, columns: AETERM, number: 9}, o: {dataset: adae, columns: AETERM, number: 9",
            "another listing",
        ),
    ],
)
def test_what_cannot_be_listed_is_said(tiny: Tiny, said: str, problem: str) -> None:
    tiny.add(TRIAL_FILE, f"listings: {{mine: {{{said}}}}}")
    assert problem in "\n".join(tiny.spec_problems())


def test_a_declared_listing_is_numbered_after_the_standard_one_of_its_section(tiny: Tiny) -> None:
    said = "{dataset: adae, columns: AETERM, records: [{column: AESEV, in: Severe}]}"
    tiny.add(TRIAL_FILE, f"displays: standard\nlistings: {{mine: {said}}}")
    listings = tiny.load().listings
    assert (listings["adae"].number, listings["mine"].number) == ("16.2.7.1", "16.2.7.2")


def test_all_that_is_wrong_with_a_listing_is_said_at_once(tiny: Tiny) -> None:
    tiny.add(TRIAL_FILE, "listings: {mine: {dataset: adae, columns: AETERM, population: FAFL, headers: {AEX: a}}}")
    said = "\n".join(tiny.spec_problems())
    assert "listings.mine.population = FAFL" in said
    assert "`headers` has words for AEX" in said


def test_a_variable_that_is_not_there_is_shown_where_it_is_named(tiny: Tiny) -> None:
    tiny.add(TRIAL_FILE, "listings:\n  mine:\n    dataset: adae\n    columns: [AETREM]")
    line = tiny.read(TRIAL_FILE).splitlines().index("    columns: [AETREM]") + 1
    assert tiny.check().places == [f"{TRIAL_FILE}:{line}"]


def test_a_dataset_cannot_have_the_name_of_that_of_exclusions(tiny: Tiny) -> None:
    tiny.spec("  adae:\n", "  adexcl:\n")
    assert "occurrences.adexcl is the dataset of who is not in a population" in "\n".join(tiny.spec_problems())


def test_of_many_variables_the_dates_have_a_column(tiny: Tiny) -> None:
    many = "".join(f"      AEX{at}: {{column: term}}\n" for at in range(12))
    tiny.spec("      AETERM: {column: term}\n", f"      AETERM: {{column: term}}\n{many}")
    columns = tiny.load().listings["adae"].columns
    assert (len(columns), columns[0], columns[-2:]) == (9, "AETERM", ("ASTDT", "ASTDY"))


def test_what_has_no_column_is_said_and_what_is_asked_of_events_comes_first(tiny: Tiny) -> None:
    many = "".join(f"      AEX{at}: {{column: term, label: Extra {at}}}\n" for at in range(6))
    last = "      AEREL: {column: term}\n      LASTDT: {column: start, type: date}\n"
    tiny.spec("      AETERM: {column: term}\n", f"      AETERM: {{column: term}}\n{many}{last}")
    listing = tiny.load().listings["adae"]
    assert {"AETERM", "AEREL", "AESEV", "ASTDT", "ASTDY", "LASTDT"} < {*listing.columns}
    assert listing.footnotes == ("For want of room without a column: Extra 3 (AEX3), Extra 4 (AEX4), Extra 5 (AEX5).",)
    assert {*listing.sort} <= {*listing.columns}


def test_without_a_day_of_stopping_the_last_day_of_treatment_is_listed(tiny: Tiny) -> None:
    tiny.add(TRIAL_FILE, "disposition: {source: subjects, reason: sex}")
    assert tiny.load().listings["discontinued"].columns == ("RANDDT", "DCSREAS")
    tiny.spec("  dates:\n", "  dates:\n    TRTEDT: {column: randomised}\n")
    assert tiny.load().listings["discontinued"].columns == ("RANDDT", "TRTEDT", "DCSREAS")
