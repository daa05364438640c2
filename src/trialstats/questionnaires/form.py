"""A questionnaire as a trial uses it: the definition with its version, cut-off and missing rule settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from trialstats.errors import SpecError
from trialstats.questionnaires import definition as facts
from trialstats.questionnaires.definition import Codes, Definition
from trialstats.questionnaires.parameter import Parameter

__all__ = ["Category", "Form", "Score", "cut_offs", "default_version", "most_prorated", "settle"]


@dataclass(frozen=True)
class Score:
    """A sum or mean of items, missing where fewer than `needed` of them are answered.

    A mean is of the answered items, and a sum that mean times the number of items, which is the sum where all are.
    """

    name: str
    of: Literal["sum", "mean"]
    items: tuple[str, ...]
    needed: int


@dataclass(frozen=True)
class Category:
    """Which class the score `of` is in: `first` below the first of `starts`, then one more from each of them on."""

    name: str
    of: str
    first: int
    starts: tuple[float, ...]


@dataclass(frozen=True)
class Form:
    """A questionnaire with all settled; `unscored` names items that may be there: nothing is asked of them.

    items: the codes of each, in the order of the form. turned: the items that are scored the other way round.
    """

    title: str
    items: Mapping[str, Codes]
    numbers: Mapping[str, int]
    unscored: tuple[str, ...]
    turned: frozenset[str]
    scores: tuple[Score, ...]
    categories: tuple[Category, ...]
    parameters: tuple[Parameter, ...]


def settle(
    definition: Definition, version: str | None = None, cut_off: int | None = None, prorate_up_to: int | None = None
) -> Form:
    """Settle a questionnaire.

    version: one of its versions, by default the first. cut_off: the score from which on its declared category is 1;
    without it that category is left out. prorate_up_to: how many items may be missing, of sums that may be prorated; by
    default none. Raises SpecError for what the questionnaire has not, or cannot be.
    """
    chosen = version_of(definition, version)
    refuse_cut_off(definition, chosen, cut_off)
    refuse_prorating(definition, chosen, prorate_up_to)
    scores = {
        name: Score(
            name,
            "mean" if score.rule == "mean" else "sum",
            definition.items_of(score),
            needed(score, len(definition.items_of(score)), prorate_up_to or 0),
        )
        for name, score in chosen.scores.items()
    }
    used = {item for score in scores.values() for item in score.items}
    categories = {
        name: cut(name, category, cut_off)
        for name, category in chosen.categories.items()
        if category.cut_off != "declared" or cut_off is not None
    }
    said = [described_score(definition, name, chosen.scores[name]) for name in scores]
    said += [described_category(chosen.categories[name], category) for name, category in categories.items()]
    return Form(
        title=chosen.title,
        items={item: codes for item, codes in definition.codes.items() if item in used},
        numbers={item: number for item, number in definition.numbers.items() if item in used},
        unscored=definition.unscored,
        turned=definition.reversed & used,
        scores=tuple(scores.values()),
        categories=tuple(categories.values()),
        parameters=tuple(said),
    )


def default_version(definition: Definition) -> str:
    """Name the version that is meant where none is named."""
    return next(iter(definition.every_version))


def version_of(definition: Definition, name: str | None) -> facts.Version:
    """Find a version; SpecError names those there are."""
    known = definition.every_version
    if name is None:
        return known[default_version(definition)]
    if not definition.versions:
        raise SpecError(f"{definition.title} has one version only: leave `version` out")
    if name not in known:
        raise SpecError(f"there is no {definition.title} version {name!r}; available: {', '.join(known)}")
    return known[name]


def cut_offs(definition: Definition, version: facts.Version) -> tuple[int, int] | None:
    """Give the lowest and the highest cut-off that a trial can declare; None where it cannot declare one."""
    for category in version.categories.values():
        if category.cut_off == "declared":
            low, high = definition.range_of(version.scores[category.of])
            return int(low) + 1, int(high)
    return None


def most_prorated(version: facts.Version) -> int | None:
    """Give how many items may be missing at most in sums that a trial has prorated; None where it cannot have that."""
    allowed = [score.prorate_up_to for score in version.scores.values() if score.prorate_up_to is not None]
    return max(allowed, default=None)


def refuse_cut_off(definition: Definition, version: facts.Version, cut_off: int | None) -> None:
    """Raise SpecError for a cut-off that nobody or everybody reaches."""
    if cut_off is None:
        return
    known = cut_offs(definition, version)
    if known is None:
        raise SpecError(f"{version.title} has no cut-off to declare: leave `cut_off` out")
    if not known[0] <= cut_off <= known[1]:
        raise SpecError(
            f"{version.title}: `cut_off` is from {known[0]} to {known[1]}, the highest score, not {cut_off}"
        )


def refuse_prorating(definition: Definition, version: facts.Version, missing: int | None) -> None:
    """Raise SpecError where more items would be missing than the data file allows."""
    if missing is None:
        return
    most = most_prorated(version)
    if most is None:
        raise SpecError(f"{version.title} has no sum that may be prorated: leave `prorate_up_to` out")
    if not 1 <= missing <= most:
        raise SpecError(f"{version.title}: `prorate_up_to` is from 1 to {most} missing items, not {missing}")


def needed(score: facts.Score, count: int, may_be_missing: int) -> int:
    """Count the items of a score that must be answered."""
    if score.prorate_up_to is not None:
        return count - min(may_be_missing, score.prorate_up_to)
    return score.needed or count


def cut(name: str, category: facts.Category, cut_off: int | None) -> Category:
    if category.classes is not None:
        starts = tuple(each.start for each in category.classes if each.start is not None)
        return Category(name, category.of, 1, starts)
    at = cut_off if category.cut_off == "declared" else category.cut_off
    assert isinstance(at, int)  # without a declared one the category is left out
    return Category(name, category.of, 0, (float(at),))


def described_score(definition: Definition, name: str, score: facts.Score) -> Parameter:
    low, high = definition.range_of(score)
    return Parameter(
        column=name,
        paramcd=score.paramcd,
        label=score.label,
        unit="score",
        kind="score",
        low=float(low),
        high=float(high),
        better=score.better,
        # Scores of 10 at most are shown more finely.
        decimals=2 if high <= 10 else 1,
        mcid=score.mcid.value if score.mcid else None,
        mcid_source=score.mcid.source if score.mcid else None,
    )


def described_category(category: facts.Category, cut: Category) -> Parameter:
    last = cut.first + len(cut.starts)
    label = category.label if category.classes else f"{category.label} of {cut.starts[0]:g}"
    return Parameter(
        column=cut.name,
        paramcd=category.paramcd,
        label=label,
        unit=f"{cut.first} to {last}" if category.classes else "0 or 1",
        kind="category",
        low=float(cut.first),
        high=float(last),
        better=category.better,
        decimals=2 if last <= 10 else 1,
    )
