"""A source of several files: listings, accounts and messages name the file of a row; the plan sees a new file."""

from __future__ import annotations

import pytest

from tests.tiny import SUBJECTS, Tiny, pain_file
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.steps.checked import fingerprint


@pytest.fixture
def sites(tiny: Tiny) -> Tiny:
    """People and pain of two sites, in two files each; the name of the site is a covariate and the visits come so."""
    for file, text in (("subjects", SUBJECTS), ("vas", pain_file())):
        header, *lines = text.splitlines(keepends=True)
        for site, mine in (("north", "001 002 003"), ("south", "004 005 006")):
            tiny.write(f"data/{file}_{site}.csv", "".join([header, *(line for line in lines if line[:3] in mine)]))
    tiny.spec("{file: data/subjects.csv, subject: id}", '{file: "data/subjects_*.csv", subject: id, origin: SITE}')
    tiny.spec("file: data/vas.csv", "files: [data/vas_north.csv, data/vas_south.csv]")
    tiny.spec("covariates:\n", "covariates:\n  SITEID: {column: SITE, type: category}\n")
    return tiny


def test_the_site_is_a_covariate(sites: Tiny) -> None:
    adsl = sites.adam("adpain")["adsl"]
    assert list(adsl["SITEID"]) == ["subjects_north"] * 3 + ["subjects_south"] * 3


def test_the_same_results_as_of_one_file(sites: Tiny) -> None:
    several = sites.adam("adpain")["adpain"]
    sites.spec("files: [data/vas_north.csv, data/vas_south.csv]", "file: data/vas.csv")
    one = sites.adam("adpain")["adpain"]
    place = ["SRCFILE", "SRCLINE"]
    assert several.drop(columns=place).equals(one.drop(columns=place))
    assert set(several["SRCFILE"].dropna()) == {"data/vas_north.csv", "data/vas_south.csv"}


def test_rows_are_counted_for_each_file(sites: Tiny) -> None:
    accounts = [vars(account) for account in sites.mapped("adpain")["adpain"].accounts]
    counted = [(one["file"], one["unit"], one["n_in"], one["n_used"], one["n_listed"]) for one in accounts]
    assert counted == [
        ("data/vas_north.csv and data/vas_south.csv", "rows", 36, 36, 0),
        ("data/vas_north.csv", "rows of data/vas_north.csv", 18, 18, 0),
        ("data/vas_south.csv", "rows of data/vas_south.csv", 18, 18, 0),
        ("data/vas_north.csv and data/vas_south.csv", "values", 36, 36, 0),
    ]


def test_a_problem_names_the_file_and_its_own_line(sites: Tiny) -> None:
    sites.replace("data/vas_south.csv", "PAIN,55,", "PAIN,fifty,")
    sites.replace("data/vas_north.csv", "PAIN,60,", "PAIN,sixty,")
    problems = sites.check().lines
    assert any("data/vas_north.csv, line 2: result = sixty" in line for line in problems)
    assert any("data/vas_south.csv, line 2: result = fifty" in line for line in problems)


def test_a_subject_in_two_files(sites: Tiny) -> None:
    sites.write("data/subjects_south.csv", sites.read("data/subjects_south.csv").replace("004,", "001,"))
    (problem, *_) = sites.check().lines
    assert "data/subjects_north.csv, line 2; data/subjects_south.csv, line 2: id = 001 stands for 2 subjects" in problem


def test_check_says_how_many_rows_each_file_has(sites: Tiny) -> None:
    said = sites.check()
    assert said.code == 0
    assert "data/subjects_*.csv: 6 rows of 2 files: data/subjects_north.csv (3), data/subjects_south.csv (3)" in (
        said.out + said.err
    )


def test_a_new_file_of_the_pattern_is_an_input(sites: Tiny) -> None:
    trial = sites.load()
    plan = Plan(trial, Layout("tiny"))
    before, mark = plan.job("raw", "subjects"), fingerprint(trial, "code")
    assert [path.name for path in before.inputs] == ["subjects_north.csv", "subjects_south.csv"]
    sites.write("data/subjects_west.csv", SUBJECTS.splitlines()[0] + "\n")
    after = plan.job("raw", "subjects")
    assert [path.name for path in after.inputs][2:] == ["subjects_west.csv"]
    assert (after.spec != before.spec, after.code == before.code) == (True, True)
    assert fingerprint(trial, "code") != mark
    assert "data/subjects_west.csv" in trial.files
    assert "data/vas_south.csv" in trial.files
