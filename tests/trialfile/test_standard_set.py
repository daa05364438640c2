"""A trial file without analyses and displays stands for the standard set of what it declares."""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL, TRIAL_FILE, Tiny
from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.methods.ranks.options import Ranks
from trialstats.methods.responders.options import Responders

SHORT = TRIAL[: TRIAL.index("analyses:")]

# Number: kind and name, analyses shown, in the order of a clinical study report.
SHOWN = {
    "14.1.1": ("table", "flow", ("flow",)),
    "14.1.2": ("figure", "flow", ("flow",)),
    "14.1.3": ("table", "disposition", ("disposition",)),
    "14.1.4": ("table", "baseline", ("baseline",)),
    "14.2.1": ("table", "primary", ("primary",)),
    "14.2.2": ("figure", "primary", ("primary",)),
    "14.2.3": ("table", "primary_subgroups", ("primary_subgroups",)),
    "14.2.4": ("figure", "primary_subgroups", ("primary_subgroups",)),
    "14.2.5": ("table", "adpain_summary", ("adpain_summary",)),
    "14.2.6": ("figure", "adpain_courses", ("adpain_courses", "adpain_summary")),
    "14.2.7": ("figure", "adpain_missing", ("adpain_missing",)),
    "14.2.8": ("table", "adqs_summary", ("adqs_summary",)),
    "14.2.9": ("figure", "adqs_profile", ("adqs_summary",)),
    "14.2.10": ("table", "adqs_quality", ("adqs_quality",)),
    "14.2.11": ("table", "adqs_reliability", ("adqs_reliability",)),
    "14.3.1": ("table", "adae_overview", ("adae",)),
    "14.3.2": ("table", "adae_terms", ("adae",)),
    "14.3.3": ("figure", "adae_terms", ("adae",)),
    "14.3.4": ("table", "adae_severity", ("adae",)),
}


@pytest.fixture
def short(tiny: Tiny) -> Tiny:
    tiny.write(TRIAL_FILE, SHORT)
    return tiny


def shown(tiny: Tiny) -> dict[str | None, tuple[str, str, tuple[str, ...]]]:
    """Give the displays of a trial by number, in the order of their numbers."""
    trial = tiny.load()
    found = [(table.number, ("table", name, table.analyses)) for name, table in trial.tables.items()]
    found += [(figure.number, ("figure", name, figure.analyses)) for name, figure in trial.figures.items()]
    return dict(sorted(found, key=lambda item: [int(part) for part in str(item[0]).split(".")]))


def test_a_trial_without_analyses_gets_the_standard_set(short: Tiny) -> None:
    assert shown(short) == SHOWN
    trial = short.load()
    sections = dict.fromkeys(display.section for display in (*trial.tables.values(), *trial.figures.values()))
    assert {*sections} == {"Subjects", "Pain and stiffness", "SF-36", "Adverse events"}
    assert trial.tables["primary"].title == "Change in pain, Laser against Sham (full analysis set)"
    assert all(analysis.label for analysis in trial.analyses.values())


def test_the_primary_model_is_one_of_all_visits(short: Tiny) -> None:
    model = short.load().analyses["primary"]
    assert isinstance(model, Mmrm)
    assert (model.role, model.covariates, model.by_visit) == ("primary", ("BASE",), ("BASE",))
    assert model.covariance == ("us", "ar1h", "cs")


def test_subgroups_are_of_the_primary_analysis(short: Tiny) -> None:
    made = short.load().analyses["primary_subgroups"]
    assert (made.repeats, made.fits, made.factors) == ("primary", "together", ("SEX",))  # type: ignore[attr-defined]
    assert short.load().complete("primary_subgroups").at == ("Week 8",)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("declared", "fits"),
    [
        ("method: ancova, estimand: primary, role: primary", "together"),
        ("method: ranks, estimand: primary, role: primary", "separate"),
    ],
)
def test_subgroups_are_of_the_primary_analysis_that_is_declared(tiny: Tiny, declared: str, fits: str) -> None:
    tiny.write(TRIAL_FILE, f"displays: standard\n{SHORT}analyses:\n  own: {{{declared}}}\n")
    made = tiny.load().analyses["primary_subgroups"]
    assert (made.repeats, made.fits) == ("own", fits)  # type: ignore[attr-defined]


def test_subgroups_of_a_yes_or_no_are_of_one_logistic_model(short: Tiny) -> None:
    short.spec("range: [0, 100], better: lower", "range: [0, 1], whole: true, better: lower")
    short.spec("variable: {PARAMCD: PAIN}", "variable: {PARAMCD: PAIN, value: AVAL}")
    trial = short.load()
    assert trial.analyses["primary"].method == "proportions"
    assert trial.analyses["primary_subgroups"].fits == "together"  # type: ignore[attr-defined]


def test_subgroups_may_name_an_analysis_of_the_standard_set(short: Tiny) -> None:
    own = "{method: subgroups, of: primary, planned: true, factors: SEX}"
    short.add(TRIAL_FILE, "displays: standard", "analyses:", f"  planned: {own}")
    trial = short.load()
    assert "primary_subgroups" not in trial.analyses
    assert trial.complete("planned").population == "FASFL"  # type: ignore[attr-defined]


def test_one_visit_after_baseline_is_analysed_by_covariance(short: Tiny) -> None:
    short.spec("  adpain:\n    source: vas\n", "  adpain:\n    source: vas\n    visits: [Baseline, Week 8]\n")
    assert isinstance(short.load().analyses["primary"], Ancova)


@pytest.mark.parametrize(
    ("old", "new"),
    [("SEX: {column: sex", "SITEID: {column: sex"), ("  day_one: RANDDT\n", "  day_one: RANDDT\n  strata: [SEX]\n")],
)
def test_models_adjust_for_sites_and_strata(short: Tiny, old: str, new: str) -> None:
    short.spec(old, new)
    model = short.load().analyses["primary"]
    assert isinstance(model, Mmrm)
    assert model.covariates in (("BASE", "SITEID"), ("BASE", "SEX"))


def test_no_strata_are_none(short: Tiny) -> None:
    """A site is not adjusted for where the file says that randomisation was stratified by nothing."""
    short.spec("SEX: {column: sex", "SITEID: {column: sex")
    short.spec("  day_one: RANDDT\n", "  day_one: RANDDT\n  strata: []\n")
    assert short.load().analyses["primary"].covariates == ("BASE",)  # type: ignore[union-attr]


def test_a_stratum_that_is_no_covariate_is_said(short: Tiny) -> None:
    short.spec("  day_one: RANDDT\n", "  day_one: RANDDT\n  strata: [SEXX]\n")
    assert short.spec_problems() == ["27: subjects.strata[1] = SEXX is not a known covariate (did you mean `SEX`?)"]


def test_a_parameter_with_a_difference_that_matters_has_responders(short: Tiny) -> None:
    short.spec("better: lower}", "better: lower, mcid: 15}")
    trial = short.load()
    assert trial.tables["adpain_responders"].title == "Responders in pain (full analysis set)"


def test_what_is_declared_replaces_and_adds(tiny: Tiny) -> None:
    """`change` is no primary analysis, so that one is added; `summary` describes adpain, so that no other does."""
    tiny.add(TRIAL_FILE, "displays: standard")
    trial = tiny.load()
    assert {"change", "summary", "primary"} <= {*trial.analyses}
    assert "adpain_summary" not in trial.analyses
    assert trial.tables["adpain_summary"].analyses == ("summary",)
    assert trial.figures["adpain_courses"].analyses == ("adpain_courses", "summary")


def test_an_analysis_of_the_same_name_replaces(tiny: Tiny) -> None:
    tiny.write(
        TRIAL_FILE,
        f"displays: standard\n{SHORT}analyses:\n  primary: {{method: ranks, estimand: primary, role: primary}}\n",
    )
    trial = tiny.load()
    assert isinstance(trial.analyses["primary"], Ranks)
    assert trial.tables["primary"].kind == "ranks"
    assert "primary" not in trial.figures
    assert trial.estimands["primary"].summary == "win probability"


def test_an_estimand_answered_under_another_name_is_not_answered_twice(tiny: Tiny) -> None:
    tiny.spec("method: ancova, estimand: primary", "method: ancova, estimand: primary, role: primary")
    tiny.add(TRIAL_FILE, "displays: standard")
    assert "primary" not in tiny.load().analyses


def test_a_table_can_show_an_analysis_of_the_standard_set(short: Tiny) -> None:
    short.add(
        TRIAL_FILE, "displays: standard", "tables:", "  mine: {kind: estimates, analysis: primary, visits: Week 8}"
    )
    trial = short.load()
    assert trial.tables["mine"].number == "14.2.1"
    assert "primary" not in trial.tables


def test_declared_numbers_are_kept_and_passed_over(short: Tiny) -> None:
    short.add(TRIAL_FILE, "displays: standard", "tables:")
    short.add(
        TRIAL_FILE, '  primary: {kind: estimates, analysis: primary, number: "14.2.2", title: Mine, section: Pain}'
    )
    trial = short.load()
    assert (trial.tables["primary"].number, trial.tables["primary"].title) == ("14.2.2", "Mine")
    numbers = [display.number for display in (*trial.tables.values(), *trial.figures.values())]
    assert len({*numbers}) == len(numbers)
    assert trial.figures["primary"].number == "14.2.1"


def test_a_section_that_the_file_numbers_goes_on_as_it_does(short: Tiny) -> None:
    """After its tables 14-3.09 and 14-3.11; its figures, of which the file numbers none, are of the chapter."""
    short.add(TRIAL_FILE, "displays: standard", "tables:")
    for name, number in (("mine", "14-3.09"), ("other", "14-3.11")):
        says = f"kind: estimates, analysis: primary, number: {number}, title: {name}, section: Pain and stiffness"
        short.add(TRIAL_FILE, f"  {name}: {{{says}}}")
    trial = short.load()
    own = [table.number for table in trial.tables.values() if table.section == "Pain and stiffness"]
    assert sorted(map(str, own)) == ["14-3.09", "14-3.11", *(f"14-3.{place}" for place in range(12, 10 + len(own)))]
    assert {figure.number for figure in trial.figures.values() if figure.section == "Pain and stiffness"} <= {
        f"14.2.{place}" for place in range(1, 20)
    }


def test_analyses_without_displays_get_the_usual_ones(tiny: Tiny) -> None:
    tiny.write(TRIAL_FILE, TRIAL.partition("\ntables:")[0])
    trial = tiny.load()
    assert {*trial.analyses} == {"change", "summary"}
    assert {name: table.kind for name, table in trial.tables.items()} == {
        "change": "estimates",
        "summary": "descriptive",
    }
    assert {name: figure.kind for name, figure in trial.figures.items()} == {"change": "lsmeans"}


def test_of_one_visit_without_a_baseline_there_is_a_table_of_values_alone(short: Tiny) -> None:
    short.spec("    source: vas\n", "    source: vas\n    visits: Week 8\n")
    analyses = short.load().analyses
    assert analyses["adpain_summary"].measure == "AVAL"  # type: ignore[union-attr]
    assert not {"adpain_courses", "adpain_missing"} & {*analyses}


def test_arms_keep_their_capitals_in_titles(short: Tiny) -> None:
    short.spec("Laser: {", "Low laser: {codes: LL}\n  Laser: {")
    assert "Low laser and Laser against Sham" in str(short.load().tables["primary"].title)


def test_nothing_is_added_where_the_file_says_so(short: Tiny) -> None:
    short.add(TRIAL_FILE, "displays: declared")
    trial = short.load()
    assert (trial.analyses, trial.tables, trial.figures) == ({}, {}, {})


def test_headings_are_automatic_in_any_trial_file(tiny: Tiny) -> None:
    tiny.spec("title: Change in pain, ", "")
    table = tiny.load().tables["change"]
    assert (table.number, table.section) == ("14.2.1", "Pain and stiffness")
    assert table.title == "Change in pain, Laser against Sham (full analysis set)"


def test_a_mistake_elsewhere_is_said_without_those_that_follow(short: Tiny) -> None:
    short.spec("population: FASFL", "population: FASFX")
    short.add(TRIAL_FILE, "displays: standard", "tables:", "  mine: {kind: estimates, analysis: primary}")
    assert [problem.partition(": ")[2] for problem in short.spec_problems()] == [
        "estimands.primary.population = FASFX is not a known population (did you mean `FASFL`?)"
    ]


def test_a_mistake_elsewhere_is_said_without_those_of_sensitivity_analyses(tiny: Tiny) -> None:
    tiny.spec("    timepoint: Week 8\n", "    timepoint: Week 8\n    sensitivity: standard\n")
    tiny.spec("tables:\n", "tables:\n  stressed: {kind: estimates, analysis: change_robust}\n")
    tiny.spec("variable: {PARAMCD: PAIN}", "variable: {PARAMCD: PIAN}")
    assert [problem.partition(": ")[2] for problem in tiny.spec_problems()] == [
        "estimands.primary.variable.PARAMCD = PIAN is not a known parameter (did you mean `PAIN`?)"
    ]


@pytest.mark.parametrize(
    ("strategy", "method"),
    [
        ("{strategy: composite, value: non-responder}", Responders),
        ("{strategy: composite, value: rank below all}", Ranks),
        ("{strategy: composite, value: worst}", Mmrm),
        ("while on treatment", Ancova),
        ("hypothetical", Mmrm),
    ],
)
def test_the_standard_of_an_estimand_can_carry_its_strategies(short: Tiny, strategy: str, method: type) -> None:
    short.spec("better: lower}", "better: lower, mcid: 15}")
    short.spec("estimands:\n", "intercurrent_events:\n  event: {label: A, occurrence: adae}\n\nestimands:\n")
    short.spec("    timepoint: Week 8\n", f"    timepoint: Week 8\n    intercurrent_events: {{event: {strategy}}}\n")
    analysis = short.load().analyses["primary"]
    assert isinstance(analysis, method)
    assert analysis.role == "primary"


def test_labels_tell_analyses_of_one_method_apart(tiny: Tiny) -> None:
    tiny.spec(
        "analyses:\n", "analyses:\n  other: {method: ancova, dataset: adpain, population: ITTFL, parameters: STIFF}\n"
    )
    labels = {name: analysis.label for name, analysis in tiny.load().analyses.items()}
    assert labels == {
        "other": "Analysis of covariance: stiffness",
        "change": "Analysis of covariance: pain",
        "summary": "Summary statistics",
    }


def test_the_summary_measure_is_that_of_the_primary_analysis(tiny: Tiny) -> None:
    assert tiny.load().estimands["primary"].summary == "difference in means"
    tiny.spec("method: ancova", "method: ranks")
    tiny.spec("kind: estimates", "kind: ranks")
    assert tiny.load().estimands["primary"].summary == "win probability"


def test_two_analyses_of_one_question_have_titles_of_their_own(short: Tiny) -> None:
    first = "  primary: {method: mmrm, estimand: primary, role: primary, covariates: [BASE]}\n"
    second = "  second: {method: ancova, estimand: primary, role: sensitivity, covariates: [BASE]}\n"
    short.write(TRIAL_FILE, f"{SHORT}analyses:\n{first}{second}")
    title = "Change in pain, Laser against Sham (full analysis set)"
    tables = short.load().tables
    assert tables["primary"].title == f"{title}: mixed model for repeated measures"
    assert tables["second"].title == f"{title}: analysis of covariance"


def test_analyses_of_one_method_and_outcome_are_told_apart_by_what_they_say(short: Tiny) -> None:
    slope = "method: mixed, estimand: primary, time: AVISITN"
    share = (
        "method: proportions, dataset: adpain, population: ITTFL, parameters: PAIN, event: {at_most: 40, label: Low}"
    )
    analyses = {
        "slope": f"{slope}, role: primary",
        "by_arm": f"{slope}, role: sensitivity, residual: by arm",
        "low": share,
        "worst": f"{share}, missing: worst case",
    }
    lines = "".join(f"  {name}: {{{said}}}\n" for name, said in analyses.items())
    short.write(TRIAL_FILE, f"{SHORT}analyses:\n{lines}displays: standard\n".replace("{label: Pain,", "{label: ePain,"))
    trial = short.load()
    of = "(full analysis set)"
    assert (
        trial.tables["primary"].title == f"Change in ePain: slopes over time, Laser against Sham {of}: primary analysis"
    )
    assert (
        trial.tables["by_arm"].title == f"Change in ePain: slopes over time, Laser against Sham {of}: residual: by arm"
    )
    assert trial.tables["worst"].title == (
        "ePain, low: shares of subjects, Laser against Sham (randomised): missing: worst case"
    )
    assert trial.analyses["worst"].label == "Proportions: ePain (missing: worst case)"
    # Of two that say nothing else the name tells; slopes have courses and no means by visit.
    assert trial.analyses["low"].label == "Proportions: ePain (low)"
    assert "primary_subgroups" not in trial.analyses
    assert (trial.figures["primary"].kind, trial.figures["by_arm"].kind) == ("courses", "courses")


def test_texts_have_no_courses_and_no_baseline_where_none_is_measured(short: Tiny) -> None:
    sore = "SORE: {label: Sore throat, columns: {Week 4: q01, Week 8: q02}, text_results: [a, b]}"
    second = "second: {label: B, population: FASFL, dataset: adsore, variable: {PARAMCD: SORE}, timepoint: Week 8}"
    short.spec("  events: {", "  sore: {file: data/sf36.csv, subject: id}\n  events: {")
    short.spec("occurrences:\n", f"  adsore:\n    source: sore\n    parameters:\n      {sore}\n\noccurrences:\n")
    short.spec("    timepoint: Week 8\n", f"    timepoint: Week 8\n  {second}\n")
    short.spec("variable: {PARAMCD: SORE}", "variable: {PARAMCD: SORE, value: AVAL}")
    trial = short.load()
    assert "adsore_courses" not in trial.figures
    assert "adsore_missing" in trial.figures
    assert "adsore" not in trial.analyses["baseline"].parameters
