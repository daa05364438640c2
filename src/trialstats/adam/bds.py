"""Put a BDS dataset together: score, flag, derive, join the subject's variables, order and label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from trialstats.adam.crossover import of_periods, period_of_visits
from trialstats.adam.derive import derive_change, flag_analysis_records
from trialstats.adam.derived import derive_at_visits
from trialstats.adam.derived.daily_mean import derive_daily_means
from trialstats.adam.derived.responder import derive_responders, planned_visits
from trialstats.adam.derived.z_scores import derive_z_scores
from trialstats.adam.laboratory.substitution import add_substitutes
from trialstats.adam.listing import ROW, VISIT
from trialstats.adam.nerve.deviates import derive_deviates, not_composed
from trialstats.adam.nerve.response import baseline_response, describe_nerves, tell_responses
from trialstats.adam.numbered import numbered
from trialstats.adam.over_time import summarise_over_time, summary_words
from trialstats.adam.people.complete import carried, of_people
from trialstats.adam.score import questionnaire_of, score_items
from trialstats.io.table import FILE, LINE, is_own
from trialstats.questionnaires import Parameter as QuestionnaireScore
from trialstats.trialfile.parts.derived import Derived
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.trial import Trial

__all__ = ["Records", "build_bds", "build_records", "build_scored", "parameter_words", "with_people"]

FIRST = [
    "STUDYID",
    "USUBJID",
    "SUBJID",
    "ASEQ",
    "TRTP",
    "TRTPN",
    "TRTA",
    "TRTAN",
    "TRT01P",
    "TRT01A",
    "APERIOD",
    "APERIODC",
    "PARAMCD",
    "PARAM",
    "PARAMN",
    "PARAMTYP",
    "VISIT",
    "AVISIT",
    "AVISITN",
    "ADT",
    "ADTF",
    "ADY",
    "AVAL",
    "AVALC",
    "ALLOQ",
    "AULOQ",
    "BLQFL",
    "ALQFL",
    "NREP",
    "REPCV",
    "BASE",
    "BASETYPE",
    "CHG",
    "PCHG",
    "ABLFL",
    "ANL01FL",
    "ANL02FL",
    "DTYPE",
]


def build_bds(
    trial: Trial, name: str, mapped: pd.DataFrame, adsl: pd.DataFrame, beside: Mapping[str, pd.DataFrame] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build a BDS dataset from its mapped records and ADSL.

    beside: the datasets, built, that its composite responders need (`Dataset.beside`).
    Returns the dataset, sorted by subject, parameter and visit, and the records that could not be scored or, with
    their REASON, summed up over visits.
    """
    records, lacking = build_records(trial, name, mapped, adsl, beside)
    return with_people(records.all, trial, name, adsl), lacking


@dataclass(frozen=True)
class Records:
    """The records of a BDS dataset without the variables of their subjects, which `with_people` gives them.

    frame: in any order. order (n,): the places of its rows in the order of the dataset. A large trial's records do not
    fit into memory twice, nor once with all of their subjects, so that they are ordered and completed in parts.
    """

    frame: pd.DataFrame
    order: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.order)

    def part(self, first: int, last: int) -> pd.DataFrame:
        """Take the records from place `first` to before `last` of the dataset."""
        return self.frame.take(self.order[first:last]).set_axis(range(first, min(last, len(self))))

    @property
    def all(self) -> pd.DataFrame:
        return self.part(0, len(self))


def build_records(
    trial: Trial, name: str, mapped: pd.DataFrame, adsl: pd.DataFrame, beside: Mapping[str, pd.DataFrame] | None = None
) -> tuple[Records, pd.DataFrame]:
    """Build the records of a BDS dataset without the variables of their subjects; see `build_bds`."""
    dataset = trial.datasets[name]
    records, unscored = mapped.drop(columns=[ROW, VISIT]), mapped.iloc[:0]
    if dataset.instrument:
        records, unscored = score_items(records, dataset.instrument)
    made, lacking = derived_records(trial, name, records, adsl, beside or {})
    return made, together(unscored, lacking)


def build_scored(
    trial: Trial, name: str, records: pd.DataFrame, adsl: pd.DataFrame, beside: Mapping[str, pd.DataFrame] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Build a BDS dataset from records with scores in the place of answers; see `build_bds`."""
    made, lacking = derived_records(trial, name, records, adsl, beside or {})
    return with_people(made.all, trial, name, adsl), lacking


def derived_records(
    trial: Trial, name: str, records: pd.DataFrame, adsl: pd.DataFrame, beside: Mapping[str, pd.DataFrame]
) -> tuple[Records, pd.DataFrame]:
    """Flag and derive, order and number the records; give what could not be derived too."""
    lacking = records.iloc[:0]
    if not trial.datasets[name].adam:
        records, lacking = derive(records, trial, name, adsl, beside)
    numbers = {paramcd: number for number, paramcd in enumerate(parameter_words(trial, name), start=1)}
    visits = {visit: declared.AVISITN for visit, declared in trial.visits.items()}
    records = whole_lines(records).assign(
        PARAM=records["PARAMCD"].map(parameter_labels(trial, name)),
        PARAMN=records["PARAMCD"].map(numbers).astype("Int64"),
        AVISITN=records["AVISIT"].map(visits).astype("float64"),
    )
    extra = [key for key in ("ADY", LINE) if key in records]
    keys = ["USUBJID", "PARAMN", "AVISITN", *extra]
    ordered = numbered(records[keys].reset_index(drop=True).sort_values(keys, kind="stable"))
    number = ordered["ASEQ"].sort_index().to_numpy()
    return Records(records.assign(ASEQ=number), ordered.index.to_numpy()), lacking


def with_people(records: pd.DataFrame, trial: Trial, name: str, adsl: pd.DataFrame) -> pd.DataFrame:
    """Give records, all or some, the variables of their subjects, and the columns of the dataset their order."""
    bds = records.merge(carried(adsl, trial), on="USUBJID", how="left", validate="many_to_one").set_axis(records.index)
    return arrange(with_treatments(bds, trial), trial, name)


def with_treatments(bds: pd.DataFrame, trial: Trial) -> pd.DataFrame:
    """Add TRTP, TRTA and their numbers; of a crossover trial those of the record's period, with APERIOD, APERIODC and,
    where baseline is one a period, BASETYPE."""
    if trial.crossover is None:
        return of_people(bds, trial)
    period = bds["AVISIT"].map(period_of_visits(trial)).astype("float64")
    made = of_periods(bds, trial, period)
    if len(trial.baseline_visits) > 1:
        made["BASETYPE"] = (made["APERIODC"] + " baseline").astype("str")
    return of_people(made, trial)


def derive(
    records: pd.DataFrame, trial: Trial, name: str, adsl: pd.DataFrame, beside: Mapping[str, pd.DataFrame]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Flag, compute from others, derive the change, and at last sum up over visits; give what could not be too."""
    dataset = trial.datasets[name]
    records = flag_analysis_records(records.reset_index(drop=True), trial, dataset)
    records = describe_nerves(tell_responses(records, trial, dataset), dataset)
    without: list[pd.DataFrame] = []
    words = parameter_words(trial, name)
    for paramcd, derived in dataset.derived.items():
        if derived.deviates:
            records = derive_deviates(records, paramcd, derived.deviates, trial, dataset, adsl)
            continue
        if derived.at_visit:
            records, lacking = derive_at_visits(records, paramcd, derived)
        elif derived.daily_mean:
            records, lacking = derive_daily_means(records, paramcd, derived.daily_mean)
        elif derived.z_scores:
            records, lacking = derive_z_scores(records, paramcd, derived.z_scores, str(trial.baseline_visit), words)
        else:
            continue
        without.append(lacking)
    records = baseline_response(derive_change(records, trial))
    told: dict[str | None, Mapping[str, Mapping[str, Any]]] = {None: words}
    told |= {other: parameter_words(trial, other) for other in dataset.beside}
    for paramcd, derived in dataset.derived.items():
        if derived.responder:
            records, lacking = derive_responders(
                records, paramcd, derived.responder, planned_visits(trial, name, derived.responder), told, beside
            )
            without.append(lacking)
    over_time = [paramcd for paramcd, derived in dataset.derived.items() if derived.over_time]
    made = [summarise_over_time(records, paramcd, trial, name, words) for paramcd in over_time]
    records = together(records, *(summaries for summaries, _ in made))
    without += [not_composed(records, dataset), *(lacking for _, lacking in made)]
    return add_substitutes(records, dataset), together(*without)


def together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Put frames one under another; an empty one says nothing of the types of columns."""
    some = [frame for frame in frames if len(frame)]
    return pd.concat(some, ignore_index=True) if len(some) > 1 else next(iter([*some, *frames]), pd.DataFrame())


def arrange(bds: pd.DataFrame, trial: Trial, name: str) -> pd.DataFrame:
    """Order columns, and say of those of a file whose they are."""
    if FILE in bds:
        bds["SRCDOM"] = bds[FILE].notna().map({True: trial.datasets[name].source}).astype("str")
    source = {FILE: "SRCFILE", LINE: "SRCLINE"}
    first = [column for column in FIRST if column in bds]
    last = ["SRCDOM"] if "SRCDOM" in bds else []
    rest = [c for c in bds.columns if c not in (*first, *last) and not c.startswith("_") and not is_own(c)]
    return bds.rename(columns=source)[[*first, *rest, *last, *(v for k, v in source.items() if k in bds)]]


def parameter_labels(trial: Trial, name: str) -> dict[str, str]:
    """Give PARAM: the label with its unit."""
    return {
        paramcd: f"{words['label']} ({words['unit']})" if words["unit"] else str(words["label"])
        for paramcd, words in parameter_words(trial, name).items()
    }


def parameter_words(trial: Trial, name: str) -> dict[str, dict[str, Any]]:
    """Give label, unit, better, mcid, decimals and range of every parameter of a dataset, in order.

    An instrument also says of its scores where their mcid comes from, and what its norm population has.
    """
    dataset = trial.datasets[name]
    words: dict[str, dict[str, Any]] = {}
    if dataset.instrument:
        words |= {each.paramcd: words_of(each) for each in questionnaire_of(dataset.instrument).parameters}
    for paramcd, outcome in {**dataset.parameters, **dataset.derived}.items():
        words[paramcd] = outcome.model_dump(include={"label", "unit", "better", "mcid", "decimals", "range"})
        if isinstance(outcome, Parameter) and outcome.classes:
            words[paramcd] |= {"levels": outcome.classes}
        if isinstance(outcome, Derived) and outcome.over_time:
            words[paramcd] = summary_words(outcome, words)
        elif isinstance(outcome, Derived) and outcome.daily_mean:
            of = words.get(outcome.daily_mean.of, {})
            words[paramcd] |= {key: words[paramcd][key] or of.get(key) for key in ("unit", "better", "range")}
        elif isinstance(outcome, Derived) and outcome.responder:
            words[paramcd] |= {"better": outcome.better or "higher", "range": outcome.range or (0.0, 1.0)}
            words[paramcd] |= {"levels": {0.0: "No", 1.0: "Yes"}}
    return words


def words_of(score: QuestionnaireScore) -> dict[str, Any]:
    """Give the words of a score, all that an outcome has."""
    return {
        "label": score.label,
        "unit": score.unit,
        "better": score.better,
        "mcid": score.mcid,
        "mcid_source": score.mcid_source,
        "decimals": score.decimals,
        "range": (score.low, score.high),
        "norm": score.norm,
        "levels": score.levels,
        "neutral": score.neutral,
    }


def whole_lines(records: pd.DataFrame) -> pd.DataFrame:
    """Derived records stand on no line: keep the others' lines whole numbers all the same."""
    return records.astype({LINE: "Int64"}) if LINE in records else records
