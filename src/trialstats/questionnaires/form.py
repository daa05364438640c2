"""A questionnaire as a trial uses it: the definition with its version, cut-off and missing rule settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialstats.questionnaires import scores as given
from trialstats.questionnaires.codes import Codes
from trialstats.questionnaires.definition import Definition, Version
from trialstats.questionnaires.options import (
    refuse_cut_off,
    refuse_fewest,
    refuse_prorating,
    settled_choices,
    version_of,
)
from trialstats.questionnaires.parameter import Parameter
from trialstats.questionnaires.ranges import range_of, raw_range
from trialstats.questionnaires.scores import Arithmetic

__all__ = ["Category", "Form", "Score", "items_of", "settle"]


@dataclass(frozen=True)
class Score:
    """What is made of items and of what was made before it, with all settled (see `scores.Arithmetic`).

    Missing where fewer than `needed` of its items are answered. low, high: its range before `scale` and `steps`.
    shown: whether it is a score, and not but a part of one.
    """

    name: str
    rule: str
    items: tuple[str, ...]
    needed: int
    low: float
    high: float
    shown: bool
    weights: tuple[float, ...] | None
    at_least: Mapping[str, float]
    blank: Mapping[str, float]
    scale: tuple[float, float] | None
    steps: given.Steps | None


@dataclass(frozen=True)
class Category:
    """Which class `of` is in: `first` below the first of `starts`, then one more from each of them on.

    below: the other way round, 1 at or below the one start and 0 above. only_if: what must be at least so large for any
    class but the first. rounded: of whole numbers, halves up.
    """

    name: str
    of: str
    first: int
    starts: tuple[float, ...]
    below: bool = False
    only_if: Mapping[str, float] = field(default_factory=dict)
    rounded: bool = False


@dataclass(frozen=True)
class Form:
    """A questionnaire with all settled; `unscored` names items that may be there: nothing is asked of them.

    items: the codes of each, in the order of the form. texts: answers that are texts, by item, and the code of each.
    turned: the items that are scored the other way round. scores: parts too, each after what it is made of. scales:
    the items of each score that is a sum or mean of nothing else. form_needs: answered items for any score.
    """

    title: str
    items: Mapping[str, Codes]
    texts: Mapping[str, Mapping[str, float]]
    numbers: Mapping[str, int]
    unscored: tuple[str, ...]
    turned: frozenset[str]
    scores: tuple[Score, ...]
    scales: Mapping[str, tuple[str, ...]]
    categories: tuple[Category, ...]
    parameters: tuple[Parameter, ...]
    form_needs: int


def settle(
    definition: Definition,
    version: str | None = None,
    cut_off: float | None = None,
    prorate_up_to: int | None = None,
    at_least: int | None = None,
    **choices: str | None,
) -> Form:
    """Settle a questionnaire.

    version: one of its versions, by default the first. cut_off: the score from which on its declared category is 1;
    without it, and without a default, that category is left out. prorate_up_to: how many items may be missing, of sums
    that may be prorated; by default none. at_least: how many must be answered, where a trial says so. choices: what
    else its data file lets one choose. Raises SpecError for what the questionnaire has not, cannot be, or must be told.
    """
    chosen = version_of(definition, version)
    refuse_cut_off(definition, chosen, cut_off)
    refuse_prorating(definition, chosen, prorate_up_to)
    refuse_fewest(definition, chosen, at_least)
    definition = definition.with_choices(settled_choices(definition, choices))
    chosen = version_of(definition, version)
    scores = {
        name: settle_score(definition, chosen, name, made, prorate_up_to or 0, at_least)
        for name, made in chosen.made.items()
    }
    used = {item for score in scores.values() for item in score.items}
    categories = {
        name: cut(name, category, cut_off)
        for name, category in chosen.categories.items()
        if category.cut_off != "declared" or cut_off is not None or category.default is not None
    }
    said = [described_score(definition, chosen, name, score) for name, score in chosen.scores.items()]
    said += [described_category(chosen.categories[name], category) for name, category in categories.items()]
    return Form(
        title=chosen.title,
        items={item: codes for item, codes in definition.codes.items() if item in used},
        texts={item: texts for item, texts in definition.texts.items() if item in used},
        numbers=items_of(definition, version),
        unscored=definition.unscored,
        turned=definition.reversed & used,
        scores=tuple(scores.values()),
        scales=scales_of(definition, chosen),
        categories=tuple(categories.values()),
        parameters=tuple(said),
        form_needs=definition.form_needs or 0,
    )


def items_of(definition: Definition, version: str | None = None) -> dict[str, int]:
    """Number the items that the scores of a version are made of, in the order of the form."""
    chosen = version_of(definition, version)
    used = {item for score in chosen.made.values() for item in definition.items_of(score)}
    return {item: number for item, number in definition.numbers.items() if item in used}


def scales_of(definition: Definition, version: Version) -> dict[str, tuple[str, ...]]:
    """Name the items of each score that is a sum or mean of items alone, as internal consistency asks for them."""
    summed = ("sum", "mean", "prorated sum")
    return {
        name: items
        for name, score in version.scores.items()
        if score.rule in summed
        and score.steps is None
        and set(items := definition.items_of(score)) <= set(definition.codes)
    }


def settle_score(
    definition: Definition, version: Version, name: str, made: Arithmetic, may_be_missing: int, at_least: int | None
) -> Score:
    items = definition.items_of(made)
    low, high = raw_range(definition, made, version)
    limits = dict.fromkeys(items, made.at_least) if made.at_least is not None else {}
    return Score(
        name=name,
        rule=made.rule,
        items=items,
        needed=needed(made, len(items), may_be_missing, at_least),
        low=low,
        high=high,
        shown=name in version.scores,
        weights=made.weights,
        at_least={item: limit for item, limit in {**limits, **made.at_least_of}.items() if limit is not None},
        blank=made.blank,
        scale=made.scale,
        steps=made.steps,
    )


def needed(score: Arithmetic, count: int, may_be_missing: int, at_least: int | None) -> int:
    """Count the items of a score that must be answered."""
    if score.needed_declared and at_least is not None:
        return at_least
    if score.prorate_up_to is not None:
        return count - min(may_be_missing, score.prorate_up_to)
    return score.needed or count


def cut(name: str, category: given.Category, cut_off: float | None) -> Category:
    if category.classes is not None:
        starts = tuple(each.start for each in category.classes if each.start is not None)
        return Category(name, category.of, 1, starts, only_if=category.only_if, rounded=category.rounded)
    if category.at_most is not None:
        return Category(name, category.of, 0, (category.at_most,), below=True)
    at = category.cut_off if category.cut_off != "declared" else category.default if cut_off is None else cut_off
    assert at is not None  # without a declared one the category is left out
    return Category(name, category.of, 0, (float(at),), only_if=category.only_if)


def described_score(definition: Definition, version: Version, name: str, score: given.Score) -> Parameter:
    low, high = range_of(definition, score, version)
    return Parameter(
        column=name,
        paramcd=score.paramcd,
        label=score.label,
        unit=score.unit,
        kind="profile" if score.rule == "profile" else "score",
        low=float(low),
        high=float(high),
        better=score.better,
        # Scores of 10 at most are shown more finely.
        decimals=0 if score.rule == "profile" else 2 if high <= 10 else 1,
        neutral=score.neutral,
        levels={float(low) + place: grade for place, grade in enumerate(score.grades)} or None,
        mcid=score.mcid.value if score.mcid else None,
        mcid_source=score.mcid.source if score.mcid else None,
    )


def described_category(category: given.Category, cut: Category) -> Parameter:
    last = cut.first + len(cut.starts)
    called = [each.label for each in category.classes] if category.classes else ["No", "Yes"]
    label = category.label if category.cut_off is None else f"{category.label} of {cut.starts[0]:g}"
    return Parameter(
        column=cut.name,
        paramcd=category.paramcd,
        label=label,
        unit=f"{cut.first} to {last}" if category.classes else "0 or 1",
        kind="category",
        low=float(cut.first),
        high=float(last),
        better=category.better,
        levels={float(cut.first + place): name for place, name in enumerate(called)},
        decimals=2 if last <= 10 else 1,
    )
