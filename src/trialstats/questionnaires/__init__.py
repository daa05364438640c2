"""Questionnaires: answers in, scores out; usable alone, and knowing nothing of trials.

    from trialstats.questionnaires import check, parameters, score

    check("bpi", items)                     # answers that are no code of their item, one row each
    score("bpi", items)                     # severity, interference: a row a form, with the index of `items`
    score("dn4", items, version="interview", cut_off=4)
    parameters("bpi")                       # PARAMCD, label, unit, range and more of each column

Most are a data file in `forms/`, scored by one engine (`engine`); the SF-36 is code (`sf36/`). All have the same door,
`questionnaire`. Scoring keys and norms are facts from published work, with their sources beside them; no wording of any
question is held. Questionnaires belong to their owners, and nothing here is a licence: see `licence` in each data file.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from trialstats.errors import SpecError
from trialstats.questionnaires import catalogue
from trialstats.questionnaires.codes import Codes
from trialstats.questionnaires.parameter import Parameter

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Parameter",
    "Questionnaire",
    "check",
    "code_of",
    "names",
    "parameters",
    "questionnaire",
    "scale_items",
    "score",
]

# Loading a trial file must not load pandas: what scores is found when something is scored.
ENGINE = "trialstats.questionnaires.engine"
IN_CODE = {"sf36": "trialstats.questionnaires.sf36.door"}


class Questionnaire(Protocol):
    """The door to a questionnaire: what the pipeline, and whoever scores one alone, asks of it."""

    @property
    def codes(self) -> Mapping[Any, Codes]:
        """The codes of each item, in the order of the form: a range, or the few that there are."""

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What is told of each column that `score` returns, in their order."""

    def check(self, items: pd.DataFrame) -> pd.DataFrame:
        """Find the answers that are no code of their item: a row each, with index, item, value and allowed.

        items: n forms by a column for each item, in any order, with any index; missing where not answered. Raises
        DataError for missing, unknown and repeated columns.
        """

    @property
    def doubting(self) -> bool:
        """Whether an answer of its form can contradict another."""

    def doubts(self, items: pd.DataFrame) -> pd.DataFrame:
        """Find the answers that are codes of their items and cannot be true beside another answer of the form.

        A row each, with index, item and said; they are scored as they stand. Raises DataError as `score` does.
        """

    def score(self, items: pd.DataFrame) -> pd.DataFrame:
        """Score forms: n rows with the index of `items`, a column for each of `parameters`.

        Raises DataError as `check` does, and for answers that `check` finds.
        """

    def scale_items(self, items: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Give the answers of each scale as they are scored, as internal consistency (Cronbach's alpha) needs them.

        Nothing is imputed. Raises DataError as `score` does.
        """


def questionnaire(name: str, **options: Any) -> Questionnaire:
    """Find a questionnaire, with its options settled; SpecError for a name or an option that there is not."""
    if name not in names():
        raise SpecError(f"there is no questionnaire {name!r}; available: {', '.join(names())}")
    find = import_module(IN_CODE.get(name, ENGINE)).questionnaire
    known = signature(find).parameters
    further = any(each.kind is each.VAR_KEYWORD for each in known.values())  # it says itself what it does not know
    if unknown := [option for option in options if option not in known and not further]:
        raise SpecError(f"{name} has no option {', '.join(unknown)}")
    door: Questionnaire = find(name, **options)
    return door


def names() -> tuple[str, ...]:
    """Name the questionnaires there are."""
    return tuple(sorted({*catalogue.names(), *IN_CODE}))


def code_of(name: str) -> tuple[str | Path, ...]:
    """Name the module that scores a questionnaire and, where it has one, its data file."""
    return (IN_CODE[name],) if name in IN_CODE else (ENGINE, catalogue.data_file(name))


def check(name: str, items: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Find the answers that are no code of their item (see `Questionnaire.check`)."""
    return questionnaire(name, **options).check(items)


def score(name: str, items: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Score the forms of a questionnaire.

    Parameters
    ----------
    name
        One of `names()`, such as "bpi" or "phq9".
    items
        n forms by a column for each item (docs/questionnaires.md names them), in any order, with any index: the codes
        as they stand on the form, missing where not answered.
    options
        What that questionnaire lets one choose, or must be told: `version`, `cut_off`, `prorate_up_to`, `at_least`,
        and the choices of its data file; of "sf36" see `sf36.score`.

    Returns
    -------
    DataFrame of floats, n rows, with the index of `items` and a column for each score and category, as `parameters`
    describes them; missing where too few items are answered.

    Raises
    ------
    SpecError for a questionnaire or an option that there is not; DataError for missing, unknown or repeated columns,
    and for answers that are no code of their item (see `check`, which lists them all).

    Source
    ------
    `source` in the data file of the questionnaire.

    Example
    -------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"q1": [2, 3], "q2": [3, None], **{f"q{n}": 1 for n in range(3, 10)}})
    >>> score("phq9", items)
       total  severity  syndrome
    0   12.0       3.0       2.0
    1    NaN       NaN       NaN
    >>> score("phq9", items, prorate_up_to=2)
       total  severity  syndrome
    0  12.00       3.0       2.0
    1  11.25       3.0       NaN
    """
    return questionnaire(name, **options).score(items)


def scale_items(name: str, items: pd.DataFrame, **options: Any) -> dict[str, pd.DataFrame]:
    """Give the answers of each scale as they are scored (see `Questionnaire.scale_items`)."""
    return questionnaire(name, **options).scale_items(items)


def parameters(name: str, **options: Any) -> pd.DataFrame:
    """Describe the columns that `score` returns: PARAMCD, label, unit, kind, low, high, better, mcid, mcid_source."""
    import pandas as pd

    rows = {
        each.column: {
            "PARAMCD": each.paramcd,
            "label": each.label,
            "unit": each.unit,
            "kind": each.kind,
            "low": each.low,
            "high": each.high,
            "better": each.better,
            "mcid": each.mcid,
            "mcid_source": each.mcid_source,
        }
        for each in questionnaire(name, **options).parameters
    }
    return pd.DataFrame.from_dict(rows, orient="index").astype({"mcid": "float64", "mcid_source": "string"})
