"""What can be said of a questionnaire, and what cannot: versions, choices, cut-offs and missing answers."""

from __future__ import annotations

from collections.abc import Mapping

from trialstats.errors import SpecError
from trialstats.questionnaires import definition as facts
from trialstats.questionnaires.definition import Definition
from trialstats.questionnaires.ranges import range_of

__all__ = [
    "cut_offs",
    "default_version",
    "fewest_declared",
    "most_prorated",
    "refuse_cut_off",
    "refuse_fewest",
    "refuse_prorating",
    "settled_choices",
    "version_of",
]


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


def default_version(definition: Definition) -> str:
    """Name the version that is meant where none is named."""
    return next(iter(definition.every_version))


def cut_offs(definition: Definition, version: facts.Version) -> tuple[float, float] | None:
    """Give the lowest and the highest cut-off that a trial can declare; None where it cannot declare one.

    Of scores that are whole numbers these are whole: the next above the lowest score is the first that not all reach.
    """
    for category in version.categories.values():
        if category.cut_off == "declared":
            low, high = range_of(definition, version.made[category.of], version)
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
