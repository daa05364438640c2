"""What is wrong with a trial file is said in the user's words, with its line: a table of changes and what they cause.

The changed file is the trial file of tests/tiny.py; a message is preceded by the file's name and the line.
"""

from __future__ import annotations

import pytest

from tests.tiny import TRIAL_FILE, Tiny

# name: what is replaced, by what, and the messages
TYPES = {
    "unknown key": (
        "    shape: long",
        "    shpe: long",
        "11: sources.vas.shpe is not a known key (did you mean `shape`?)",
    ),
    "unknown key of the top": (
        "title: A tiny trial",
        "title: A tiny trial\nestimates: {}",
        "3: estimates is not a known key (did you mean `estimands`?)",
    ),
    "unknown key far from any": (
        "title: A tiny trial",
        "title: A tiny trial\nqqqqqqqq: 1",
        "3: qqqqqqqq is not a known key (known: STUDYID, title, notice, data_cut, about, style, submission, "
        "sources, missing, units, problems, subjects, arms, visits, covariates, screening, disposition, populations, "
        "datasets, occurrences, intercurrent_events, times_to_event, estimands, displays, analyses, hypotheses, "
        "design, figures, tables, listings)",
    ),
    "no day": (
        "title: A tiny trial",
        "title: A tiny trial\ndata_cut: yesterday",
        "3: data_cut = yesterday: a day is written as 2026-01-31",
    ),
    "unknown key of a method": (
        "method: ancova, estimand: primary",
        "method: ancova, estimand: primary, covarites: [BASE]",
        "74: analyses.change.covarites is not a known key (did you mean `covariates`?)",
    ),
    "unknown key of another method": (
        "method: ancova, estimand: primary",
        "method: ancova, estimand: primary, ddf: satterthwaite",
        "74: analyses.change.ddf is not a known key here: it belongs to analyses.NAME of method mmrm or mixed or "
        "limbs ... or analyses.NAME.analysis of method mmrm",
    ),
    "duplicate key": (
        "  Laser: {codes: L}",
        "  Laser: {codes: L}\n  Laser: {codes: X}",
        "30: arms.Laser is given twice (first on line 29)",
    ),
    "duplicate key inside": (
        "{codes: L}",
        "{codes: L, codes: X}",
        "29: arms.Laser.codes is given twice (first on line 29)",
    ),
    "missing key": (
        "{label: Mean of both, mean_of: [PAIN, STIFF], unit: mm}",
        "{label: Mean of both, unit: mm}",
        "52: datasets.adpain.derived.BOTH: give one rule: `mean_of`, `sum_of`, `first_of`, `rescale`, `recode`, "
        "`constant`, `daily_mean`, `over_time`, `deviates`, `z_scores` or `responder`",
    ),
    "missing section": ("estimands:\n", "estimates:\n", "65: estimates is not a known key (did you mean `estimands`?)"),
    "missing source of subjects": ("  source: subjects\n  arm", "  arm", "21: subjects.source is missing"),
    "number": ("AVISITN: 4", "AVISITN: four", "34: visits.Week 4.AVISITN = four: must be a number"),
    "whole number": ("target: 29", "target: 29.5", "34: visits.Week 4.target = 29.5: must be a whole number"),
    "true or false": ("baseline: true", "baseline: maybe", "33: visits.Baseline.baseline = maybe: write true or false"),
    "a list": ("window: [22, 36]", "window: 22", "34: visits.Week 4.window = 22: must be a list, e.g. [A, B]"),
    "three in a pair": (
        "window: [22, 36]",
        "window: [22, 36, 40]",
        "34: visits.Week 4.window = [22, 36, 40]: has more than 2 entries",
    ),
    "one in a pair": ("window: [22, 36]", "window: [22]", "34: visits.Week 4.window[2] is missing"),
    "keys": ("Sham: {codes: S, role: reference}", "Sham: S", "30: arms.Sham = S: must be a set of `key: value` lines"),
    "keys of a method": (
        "change: {method: ancova, estimand: primary}",
        "change: ancova",
        "74: analyses.change = ancova: must be a set of `key: value` lines",
    ),
    "empty text": ("title: A tiny trial", 'title: ""', '2: title = "": must not be empty'),
    "nothing": ("title: A tiny trial", "title:", "2: title = (nothing): must be a text"),
    "literal": (
        "role: reference",
        "role: refrence",
        "30: arms.Sham.role = refrence is not known (did you mean `reference`?)",
    ),
    "literal far": (
        "better: lower",
        "better: down",
        "49: datasets.adpain.parameters.PAIN.better = down is not known (known: lower, higher)",
    ),
    "method": (
        "method: ancova",
        "method: anova",
        "74: analyses.change.method = anova is not known (did you mean `ancova`?)",
    ),
    "no method": ("method: ancova, ", "", "74: analyses.change.method is missing"),
    "kind": (
        "kind: estimates",
        "kind: estimate",
        "78: tables.change.kind = estimate is not known (did you mean `estimates`?)",
    ),
    "flag": (
        "  FASFL: {",
        "  FAS: {",
        "43: populations.FAS must end in FL, e.g. FASFL",
        "68: estimands.primary.population = FASFL is not a known population (did you mean `FAS`?)",
        "75: analyses.summary.population = FASFL is not a known population (did you mean `FAS`?)",
    ),
    "variable": (
        "  AGE: {",
        "  age: {",
        "38: covariates.age: a variable has up to 8 capital letters, digits or _, beginning with a letter, e.g. AGE",
    ),
    "underscore": (
        "  AGE: {",
        "  _AGE: {",
        "38: covariates._AGE: a variable has up to 8 capital letters, digits or _, beginning with a letter, e.g. AGE",
    ),
    "parameter code": (
        "      STIFF: {",
        "      Stiffness: {",
        "50: datasets.adpain.parameters.Stiffness: a variable has up to 8 capital letters, digits or _, "
        "beginning with a letter, e.g. AGE",
        "52: datasets.adpain.derived.BOTH.mean_of = STIFF is not a known parameter (known: PAIN)",
    ),
    "name": (
        "  adqs:\n",
        "  ad qs:\n",
        "53: datasets.ad qs: a name has letters, digits and _, beginning with a letter",
    ),
    "alpha": (
        "estimand: primary}",
        "estimand: primary, alpha: 5}",
        "74: analyses.change.alpha = 5: must be less than 1; 5% is written 0.05",
    ),
    "window order": (
        "window: [22, 36]",
        "window: [36, 22]",
        "34: visits.Week 4: the window ends (day 22) before it begins (day 36)",
    ),
    "windows overlap": (
        "window: [50, 64]",
        "window: [36, 64]",
        "35: visits.Week 8.window overlaps the window of Week 4",
    ),
    "range order": (
        "range: [18, 90]",
        "range: [90, 18]",
        "38: covariates.AGE.range: the range ends (18) before it begins (90)",
    ),
    "not finite": ("range: [18, 90]", "range: [18, inf]", "38: covariates.AGE.range[2] = inf: must be a number"),
    "date format": (
        "date: {column: date}",
        "date: {column: date, format: DD/MM/YYYY}",
        "10: sources.vas.date.format[1]: DD/MM/YYYY does not read a day, month and year "
        "(e.g. %Y-%m-%d, %d/%m/%Y, %d%b%Y)",
    ),
    "date without day": (
        "date: {column: date}",
        "date: {column: date, format: '%m/%Y'}",
        "10: sources.vas.date.format[1]: %m/%Y does not read a day, month and year (e.g. %Y-%m-%d, %d/%m/%Y, %d%b%Y)",
    ),
    "long without name": (
        "    name: item\n",
        "",
        "6: sources.vas: a source of shape long needs `name` and `value`, the columns of parameter and result",
    ),
    "wide with value": (
        "  events: {file: data/events.csv, subject: id}",
        "  events: {file: data/events.csv, subject: id, value: x}",
        "19: sources.events: `name`, `value` and `unit` are for sources of shape long",
    ),
    "unknown ending": (
        "data/events.csv",
        "data/events.dat",
        "19: sources.events: the ending of data/events.dat does not tell its format: give `format`",
    ),
    "an ending of another program": (
        "data/events.csv",
        "data/events.numbers",
        "19: sources.events: data/events.numbers is a Numbers sheet: export it as .xlsx or CSV "
        "(files of that ending, .numbers, are not read)",
    ),
    "an ending of a web page": (
        "data/events.csv",
        "data/events.HTM",
        "19: sources.events: data/events.HTM is a web page: export the data as CSV "
        "(files of that ending, .htm, are not read)",
    ),
    "window without date": (
        "    date: {column: date}\n    shape: long",
        "    visits_by: window\n    shape: long",
        "6: sources.vas: `visits_by: window` needs `date`",
    ),
    "codes without category": (
        "AETERM: {column: term}",
        "AETERM: {column: term, codes: {A: a}}",
        "61: occurrences.adae.columns.AETERM: `codes` goes with `type: category`",
    ),
    "range without number": (
        "SEX: {column: sex, type: category, codes",
        "SEX: {column: sex, type: category, range: [1, 2], codes",
        "39: covariates.SEX: `range` goes with `type: number`, or with `cuts`",
    ),
    "instrument without items": (
        '    instrument: {name: sf36, version: v1, items: "q{n:02d}"}',
        "    instrument: phq9",
        '55: datasets.adqs.instrument: phq9 says no items: write `{name: phq9, items: "q{n}"}`, where `q{n}` stands '
        "for the columns q1, q2 and so on of its items",
    ),
    "parameters and instrument": (
        '    instrument: {name: sf36, version: v1, items: "q{n:02d}"}',
        "    label: nothing else",
        "53: datasets.adqs: give either `parameters` or `instrument`",
    ),
    "items": (
        '"q{n:02d}"',
        "q01-q36",
        "55: datasets.adqs.instrument.items: must hold `{n}` or `{n:02d}` once, e.g. `q{n:02d}`",
    ),
    "norms of rand36": (
        "version: v1",
        "version: rand36, norms: us1990",
        "55: datasets.adqs.instrument: RAND-36 scales have no Ware norms: leave `norms` out or score v1",
    ),
    "half rule of v1": (
        "version: v1",
        "version: v1, half_rule: false",
        "55: datasets.adqs.instrument: `half_rule` is an option of rand36; v1 always has the half rule",
    ),
    "adam with derived": (
        "    derived:",
        "    adam: true\n    derived:",
        "46: datasets.adpain: `adam: true` takes values over: leave `instrument`, `derived` and `columns` out",
    ),
    "population half": (
        "ITTFL: {label: Randomised, randomised: true}",
        "ITTFL: {label: Randomised, column: arm}",
        "42: populations.ITTFL: `column` and `equals` go together",
    ),
    "population none": (
        "ITTFL: {label: Randomised, randomised: true}",
        "ITTFL: {label: Randomised}",
        "42: populations.ITTFL: no condition given: say `randomised: true`, a column, a dataset, an occurrence or "
        "`all_of`",
    ),
    "population count": (
        "min_post_baseline: 1",
        "min_post_baseline: 0",
        "43: populations.FASFL.min_post_baseline = 0: must be greater than or equal to 1",
    ),
    "analysis of nothing": (
        "method: descriptive, dataset: adpain, population: FASFL",
        "method: descriptive",
        "75: analyses.summary: give `estimand`, or `dataset` and `population`",
    ),
    "filter": (
        "method: descriptive,",
        "method: descriptive, records: [{column: VISIT}],",
        "75: analyses.summary.records[1]: give one of `in`, `not_in` and `recorded`",
    ),
    "by_visit": (
        "method: ancova, estimand: primary",
        "method: mmrm, estimand: primary, by_visit: [AGE]",
        "74: analyses.change: `by_visit` names AGE, which `covariates` does not",
    ),
}

REFERENCES = {
    "arm twice": ("Laser: {codes: L}", "Laser: {codes: S}", "30: arms.Sham.codes holds S, a code of Laser too"),
    "no reference": (", role: reference", "", "28: arms needs one arm with `role: reference` (found 0)"),
    "two references": (
        "{codes: L}",
        "{codes: L, role: reference}",
        "28: arms needs one arm with `role: reference` (found 2)",
    ),
    "one arm": ("  Laser: {codes: L}\n", "", "28: arms: needs at least 2 entries"),
    "two baselines": (
        "AVISITN: 4,",
        "AVISITN: 4, baseline: true,",
        "32: visits has several visits with `baseline: true`",
    ),
    "visit code twice": ("codes: V2", "codes: V1", "35: visits.Week 8.codes holds V1, a code of Week 4 too"),
    "unknown source of subjects": (
        "  source: subjects\n",
        "  source: subject\n",
        "22: subjects.source = subject is not a known source (did you mean `subjects`?)",
    ),
    "unknown day_one": (
        "day_one: RANDDT",
        "day_one: RANDT",
        "26: subjects.day_one = RANDT is not a known date of `subjects.dates` (did you mean `RANDDT`?)",
    ),
    "unknown source of a covariate": (
        "AGE: {column: age,",
        "AGE: {column: age, source: demography,",
        "38: covariates.AGE.source = demography is not a known source (known: subjects, vas, sf36, events)",
    ),
    "unknown source of a dataset": (
        "    source: vas",
        "    source: vass",
        "47: datasets.adpain.source = vass is not a known source (did you mean `vas`?)",
    ),
    "unknown source of events": (
        "    source: events",
        "    source: event",
        "59: occurrences.adae.source = event is not a known source (did you mean `events`?)",
    ),
    "unknown dataset of a population": (
        "dataset: adpain, min",
        "dataset: adpian, min",
        "43: populations.FASFL.dataset = adpian is not a known dataset (did you mean `adpain`?)",
    ),
    "population below": (
        "ITTFL: {label: Randomised, randomised: true}",
        "ITTFL: {label: Randomised, all_of: [FASFL]}",
        "42: populations.ITTFL.all_of = FASFL is not a known population above it",
    ),
    "unknown population": (
        "    population: FASFL\n",
        "    population: FASSFL\n",
        "68: estimands.primary.population = FASSFL is not a known population (did you mean `FASFL`?)",
    ),
    "unknown timepoint": (
        "timepoint: Week 8",
        "timepoint: week 8",
        "71: estimands.primary.timepoint = week 8 is not a known visit (did you mean `Week 8`?)",
    ),
    "unknown dataset of an estimand": (
        "    dataset: adpain\n    variable",
        "    dataset: pain\n    variable",
        "69: estimands.primary.dataset = pain is not a known dataset (did you mean `adpain`?)",
    ),
    "unknown parameter": (
        "{PARAMCD: PAIN}",
        "{PARAMCD: PAINN}",
        "70: estimands.primary.variable.PARAMCD = PAINN is not a known parameter (did you mean `PAIN`?)",
    ),
    "unknown part of a mean": (
        "mean_of: [PAIN, STIFF]",
        "mean_of: [PAIN, STIF]",
        "52: datasets.adpain.derived.BOTH.mean_of = STIF is not a known parameter (did you mean `STIFF`?)",
    ),
    "unknown estimand": (
        "estimand: primary}",
        "estimand: primery}",
        "74: analyses.change.estimand = primery is not a known estimand (did you mean `primary`?)",
    ),
    "unknown covariate": (
        "method: ancova, estimand: primary",
        "method: ancova, covariates: [BASE, SITE], estimand: primary",
        "74: analyses.change.covariates = SITE is not a known covariate (known: BASE, AGE, SEX)",
    ),
    "unknown visit of an analysis": (
        "method: descriptive,",
        "method: descriptive, visits: Week 12,",
        "75: analyses.summary.visits = Week 12 is not a known visit (did you mean `Week 8`?)",
    ),
    "unknown analysis": (
        "analysis: change",
        "analysis: chnge",
        "78: tables.change.analysis = chnge is not a known analysis (did you mean `change`?)",
    ),
    "display of another method": (
        "analysis: change",
        "analysis: summary",
        "78: tables.change.analysis = summary is of method descriptive; this kind shows ancova or mmrm or "
        "mixed or mixed of slopes or imputation or effect_size or limbs",
    ),
    "standardised forest of differences": (
        "{kind: estimates, title: Change in pain, analysis: change}",
        "{kind: estimates, title: Change in pain, analysis: change}\n"
        "figures: {both: {kind: forest, title: Forest, analysis: change, standardised: true}}",
        "79: figures.both.analysis = change is of method ancova; a standardised forest shows effect_size",
    ),
    "forest of differences over the SD": (
        "  summary: {method: descriptive, dataset: adpain, population: FASFL}\n\n",
        "  g: {method: effect_size, estimand: primary}\nfigures: {both: {kind: forest, title: Forest, analysis: g}}\n",
        "76: figures.both.analysis = g is of method effect_size; a forest that shows it is `standardised: true`",
    ),
    "name of wide": (
        "name: STIFF,",
        "column: STIFF,",
        "50: datasets.adpain.parameters.STIFF needs `name` (and no `column`), for its source is long",
    ),
    "texts of a name": (
        "name: STIFF,",
        "name: [STIFF, PAIN],",
        "50: datasets.adpain.parameters.STIFF reads what PAIN reads (PAIN)",
    ),
    "reliability": (
        "method: descriptive, dataset: adpain",
        "method: reliability, dataset: adpain",
        "75: analyses.summary.dataset = adpain has no `instrument`, whose items reliability needs",
    ),
    "dose": (
        "method: ancova, estimand: primary",
        "method: ancova, dose_response: true, estimand: primary",
        "74: analyses.change.dose_response needs `dose` for arm Laser",
        "74: analyses.change.dose_response needs `dose` for arm Sham",
    ),
    "taken covariate": (
        "  AGE: {",
        "  BASE: {",
        "38: covariates.BASE is a variable that every trial has; take another name",
    ),
    "taken event": (
        "      AETERM: {",
        "      SEX: {",
        "61: occurrences.adae.columns.SEX is the name of `covariates.SEX`; take another name",
    ),
    "taken dataset": ("  adqs:\n", "  adsl:\n", "53: datasets.adsl is the dataset of subjects; take another name"),
    "events and findings": (
        "  adae:\n",
        "  adqs:\n",
        "58: occurrences.adqs is the name of `datasets.adqs`; take another name",
    ),
    "same column": ("name: STIFF,", "name: PAIN,", "50: datasets.adpain.parameters.STIFF reads what PAIN reads (PAIN)"),
    "derived twice": (
        "      BOTH: {",
        "      STIFF: {",
        "52: datasets.adpain.derived.STIFF is a measured parameter; take another name",
        "52: datasets.adpain.derived.STIFF.mean_of = STIFF is the parameter itself",
    ),
    "merge": (
        "  Laser: {codes: L}",
        "  <<: {codes: L}\n  Laser: {codes: L}",
        "29: `<<` does not merge keys here; write them out",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), [(old, new, said) for old, new, *said in TYPES.values()], ids=TYPES)
def test_a_value_that_is_not_of_its_type(tiny: Tiny, old: str, new: str, said: list[str]) -> None:
    tiny.spec(old, new)
    assert tiny.spec_problems() == said


@pytest.mark.parametrize(
    ("old", "new", "said"), [(old, new, said) for old, new, *said in REFERENCES.values()], ids=REFERENCES
)
def test_names_that_lead_nowhere_and_settings_that_exclude_each_other(
    tiny: Tiny, old: str, new: str, said: list[str]
) -> None:
    tiny.spec(old, new)
    assert tiny.spec_problems() == said


def test_messages_begin_with_file_and_line(tiny: Tiny) -> None:
    tiny.spec("title: A tiny trial", "titel: A tiny trial")
    assert tiny.check().lines == [
        f"{TRIAL_FILE}:1: title is missing",
        f"{TRIAL_FILE}:2: titel is not a known key (did you mean `title`?)",
    ]
