"""What cannot be in the data file of a questionnaire, beside what its types refuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from trialstats.questionnaires.definition import Category, Definition, Items, Score, Version

__all__ = ["problems_of"]


def problems_of(definition: Definition) -> Iterator[str]:
    """Say all that is wrong, each with the place where it stands; what hangs on something wrong is not looked at."""
    wrong = list(problems_of_items(definition.items))
    if wrong:
        yield from wrong
        return
    if bool(definition.scores) == bool(definition.versions):
        yield "give either `scores` or `versions`"
        return
    if definition.versions and definition.categories:
        yield "categories: give those of each version under `versions`"
    if len(definition.versions) == 1:
        yield "versions: one version is none: give its `scores`"
    for name, version in definition.every_version.items():
        yield from problems_of_version(f"versions.{name}." if name else "", version, definition)
    yield from repeated_parameters(definition)
    yield from items_of_no_score(definition)
    yield from problems_of_cdisc(definition)


def problems_of_items(items: tuple[Items, ...]) -> Iterator[str]:
    for place, group in enumerate(items):
        at = f"items.{place} ({', '.join(group.names)})"
        given = (group.range is not None) + (group.codes is not None)
        if group.unscored and (given or group.reversed):
            yield f"{at}: what is `unscored` has no `range`, `codes` or `reversed`: nothing reads it"
        elif not group.unscored and given != 1:
            yield f"{at}: give either `range` or `codes`"
        elif group.range is not None and group.range[0] >= group.range[1]:
            yield f"{at}: the range {group.range[0]} to {group.range[1]} does not ascend"
        elif group.codes is not None and group.codes != tuple(sorted(set(group.codes))):
            yield f"{at}: the codes {', '.join(map(str, group.codes))} do not ascend"
    names = [name for group in items for name in group.names]
    for name in repeated(names):
        yield f"items: {name} is there {names.count(name)} times"
    if "all" in names:
        yield "items: `all` cannot be an item: in a trial file it stands for every item"
    if all(group.unscored for group in items):
        yield "items: none is scored"


def problems_of_version(at: str, version: Version, definition: Definition) -> Iterator[str]:
    for name, score in version.scores.items():
        yield from problems_of_score(f"{at}scores.{name}", score, definition)
    for name, category in version.categories.items():
        yield from problems_of_category(f"{at}categories.{name}", category, version, definition)
        if name in version.scores:
            yield f"{at}categories.{name}: a score has that name already"
    if sum(category.cut_off == "declared" for category in version.categories.values()) > 1:
        yield f"{at}categories: one `cut_off` only can be declared, for a trial file has one key for it"


def problems_of_score(at: str, score: Score, definition: Definition) -> Iterator[str]:
    if unknown := [item for item in score.items or () if item not in definition.codes]:
        yield f"{at}.items: {', '.join(unknown)} is no scored item (there are {', '.join(definition.codes)})"
        return
    for item in repeated(score.items or ()):
        yield f"{at}.items: {item} is there more than once"
    count = len(definition.items_of(score))
    if score.needed is not None and not 1 <= score.needed <= count:
        yield f"{at}.needed: {score.needed} of its {count} items cannot be needed"
    if score.rule == "sum" and score.needed is not None:
        yield f"{at}.needed: a sum needs all of its items; one that does not is a `prorated sum`"
    if score.rule == "prorated sum" and score.needed is None:
        yield f"{at}.needed: a prorated sum says how many items must be answered"
    if score.prorate_up_to is not None and score.rule != "sum":
        yield f"{at}.prorate_up_to: only a sum of all items may be prorated at a trial file's wish"
    elif score.prorate_up_to is not None and not 1 <= score.prorate_up_to < count:
        yield f"{at}.prorate_up_to: {score.prorate_up_to} of {count} items cannot be missing"


def problems_of_category(at: str, category: Category, version: Version, definition: Definition) -> Iterator[str]:
    score = version.scores.get(category.of)
    if score is None:
        yield f"{at}.of: there is no score {category.of} (there are {', '.join(version.scores)})"
        return
    if (category.classes is None) == (category.cut_off is None):
        yield f"{at}: give either `classes` or `cut_off`"
        return
    if any(item not in definition.codes for item in score.items or ()):
        return  # said of the score
    low, high = definition.range_of(score)
    if isinstance(category.cut_off, int) and not low < category.cut_off <= high:
        yield f"{at}.cut_off: {category.cut_off} is not above {low:g} and at most {high:g}, what the score can be"
    if category.classes is None:
        return
    first, *others = (each.start for each in category.classes)
    if first is not None:
        yield f"{at}.classes: the first, {category.classes[0].label}, begins where the score does: leave `from` out"
    starts = [start for start in others if start is not None]
    if len(starts) < len(others):
        yield f"{at}.classes: each but the first says `from`, the score at which it begins"
    elif starts != sorted(set(starts)) or not low < starts[0] <= starts[-1] <= high:
        said = ", ".join(f"{start:g}" for start in starts)
        yield f"{at}.classes: they begin at {said}, which does not ascend from above {low:g} to {high:g} at most"


def repeated_parameters(definition: Definition) -> Iterator[str]:
    versions = definition.every_version.values()
    every = [score.paramcd for version in versions for score in version.scores.values()]
    every += [category.paramcd for version in versions for category in version.categories.values()]
    for paramcd in repeated(every):
        yield f"PARAMCD {paramcd} is there {every.count(paramcd)} times"


def items_of_no_score(definition: Definition) -> Iterator[str]:
    used = {
        item
        for version in definition.every_version.values()
        for score in version.scores.values()
        for item in definition.items_of(score)
    }
    if unused := [item for item in definition.codes if item not in used]:
        yield f"items: {', '.join(unused)} is in no score: say `unscored` of it"


def problems_of_cdisc(definition: Definition) -> Iterator[str]:
    if definition.cdisc is None:
        return
    scores = [name for version in definition.every_version.values() for name in version.scores]
    for key, coded, known in (
        ("items", definition.cdisc.items, definition.numbers),
        ("scores", definition.cdisc.scores, scores),
    ):
        if unknown := [name for name in coded if name not in known]:
            yield f"cdisc.{key}: {', '.join(unknown)} is not among {', '.join(known)}"


def repeated(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
