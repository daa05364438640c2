"""A questionnaire as a trial uses it: the definition with its version, cut-off and missing rule settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trialstats.errors import SpecError
from trialstats.questionnaires import definition as facts
from trialstats.questionnaires.definition import Arithmetic, Codes, Definition
from trialstats.questionnaires.parameter import Parameter

__all__ = [
    "Category",
    "Form",
    "Score",
    "cut_offs",
    "default_version",
    "fewest_declared",
    "items_of",
    "most_prorated",
    "settle",
]


@dataclass(frozen=True)
class Score:
    """What is made of items and of what was made before it, with all settled (see `definition.Arithmetic`).

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
    steps: facts.Steps | None


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


def scales_of(definition: Definition, version: facts.Version) -> dict[str, tuple[str, ...]]:
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
    definition: Definition,
    version: facts.Version,
    name: str,
    made: Arithmetic,
    may_be_missing: int,
    at_least: int | None,
) -> Score:
    items = definition.items_of(made)
    low, high = definition.raw_range(made, version)
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


def settled_choices(definition: Definition, given: Mapping[str, str | None]) -> dict[str, str]:
    """Give the value of every choice; SpecError for one that there is not, and one that must be said and is not."""
    settled: dict[str, str] = {}
    for name in given:
        if name not in definition.choices:
            raise SpecError(f"{definition.title} has no option {name}")
    for name, choice in definition.choices.items():
        value = given.get(name) or choice.default
        known = ", ".join(choice.values)
        if value is None:
            raise SpecError(f"{definition.title}: say `{name}`, {choice.description}: {known}")
        if value not in choice.values:
            raise SpecError(f"{definition.title}: there is no `{name}` {value!r}; available: {known}")
        settled[name] = value
    return settled


def default_version(definition: Definition) -> str:
    """Name the version that is meant where none is named."""
    return next(iter(definition.every_version))


def version_of(definition: Definition, name: str | None) -> facts.Version:
    """Find a version; SpecError names those there are."""
    known = definition.every_version
    if name is None and not definition.version_declared:
        return known[default_version(definition)]
    if not definition.versions:
        raise SpecError(f"{definition.title} has one version only: leave `version` out")
    if name is None:
        raise SpecError(f"{definition.title}: say which `version`: {', '.join(known)}")
    if name not in known:
        raise SpecError(f"there is no {definition.title} version {name!r}; available: {', '.join(known)}")
    return known[name]


def cut_offs(definition: Definition, version: facts.Version) -> tuple[float, float] | None:
    """Give the lowest and the highest cut-off that a trial can declare; None where it cannot declare one.

    Of scores that are whole numbers these are whole: the next above the lowest score is the first that not all reach.
    """
    for category in version.categories.values():
        if category.cut_off == "declared":
            low, high = definition.range_of(version.made[category.of], version)
            return (low if has_fractions(definition, version, category.of) else low + 1), high
    return None


def has_fractions(definition: Definition, version: facts.Version, name: str) -> bool:
    """Tell whether a score can be other than a whole number."""
    made = version.made.get(name)
    if made is None:
        codes = definition.codes[name]
        return not (isinstance(codes, range) or all(float(code).is_integer() for code in codes[:]))
    if made.rule != "sum" or made.scale or made.weights:
        return made.rule not in ("count", "largest", "smallest", "profile") or any(
            has_fractions(definition, version, item) for item in definition.items_of(made)
        )
    return any(has_fractions(definition, version, item) for item in definition.items_of(made))


def most_prorated(version: facts.Version) -> int | None:
    """Give how many items may be missing at most in sums that a trial has prorated; None where it cannot have that."""
    allowed = [score.prorate_up_to for score in version.made.values() if score.prorate_up_to is not None]
    return max(allowed, default=None)


def fewest_declared(definition: Definition, version: facts.Version) -> int | None:
    """Give the most items that a trial can ask to be answered, where it must say how many; None where it does not."""
    counts = [len(definition.items_of(made)) for made in version.made.values() if made.needed_declared]
    return min(counts, default=None)


def refuse_cut_off(definition: Definition, version: facts.Version, cut_off: float | None) -> None:
    """Raise SpecError for a cut-off that nobody or everybody reaches."""
    if cut_off is None:
        return
    known = cut_offs(definition, version)
    if known is None:
        raise SpecError(f"{version.title} has no cut-off to declare: leave `cut_off` out")
    if not known[0] <= cut_off <= known[1]:
        raise SpecError(
            f"{version.title}: `cut_off` is from {known[0]:g} to {known[1]:g}, the highest score, not {cut_off:g}"
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


def refuse_fewest(definition: Definition, version: facts.Version, at_least: int | None) -> None:
    """Raise SpecError where it must be said how many items are needed and is not, or is and cannot be."""
    most = fewest_declared(definition, version)
    if most is None and at_least is not None:
        raise SpecError(f"{version.title} has no score of which a trial says how many items it needs: leave it out")
    if most is None:
        return
    if at_least is None:
        raise SpecError(f"{version.title}: say `at_least`, how many of {most} must be answered; none was published")
    if not 1 <= at_least <= most:
        raise SpecError(f"{version.title}: `at_least` is from 1 to {most} answers, not {at_least}")


def needed(score: Arithmetic, count: int, may_be_missing: int, at_least: int | None) -> int:
    """Count the items of a score that must be answered."""
    if score.needed_declared and at_least is not None:
        return at_least
    if score.prorate_up_to is not None:
        return count - min(may_be_missing, score.prorate_up_to)
    return score.needed or count


def cut(name: str, category: facts.Category, cut_off: float | None) -> Category:
    if category.classes is not None:
        starts = tuple(each.start for each in category.classes if each.start is not None)
        return Category(name, category.of, 1, starts, only_if=category.only_if, rounded=category.rounded)
    if category.at_most is not None:
        return Category(name, category.of, 0, (category.at_most,), below=True)
    at = category.cut_off if category.cut_off != "declared" else category.default if cut_off is None else cut_off
    assert at is not None  # without a declared one the category is left out
    return Category(name, category.of, 0, (float(at),), only_if=category.only_if)


def described_score(definition: Definition, version: facts.Version, name: str, score: facts.Score) -> Parameter:
    low, high = definition.range_of(score, version)
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
        mcid=score.mcid.value if score.mcid else None,
        mcid_source=score.mcid.source if score.mcid else None,
    )


def described_category(category: facts.Category, cut: Category) -> Parameter:
    last = cut.first + len(cut.starts)
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
        decimals=2 if last <= 10 else 1,
    )
