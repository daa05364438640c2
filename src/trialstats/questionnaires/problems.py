"""What cannot be in the data file of a questionnaire, beside what its types refuse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from trialstats.questionnaires.definition import Definition, Items, Version
from trialstats.questionnaires.ranges import range_of
from trialstats.questionnaires.scores import Arithmetic, Category

__all__ = ["problems_of"]


def problems_of(definition: Definition) -> Iterator[str]:
    """Say all that is wrong, each with the place where it stands; what hangs on something wrong is not looked at."""
    wrong = [*problems_of_items(definition.items), *problems_of_choices(definition)]
    if wrong:
        yield from wrong
        return
    if bool(definition.scores) == bool(definition.versions):
        yield "give either `scores` or `versions`"
        return
    if definition.versions and (definition.categories or definition.parts):
        yield "categories: give those of each version under `versions`"
    if len(definition.versions) == 1:
        yield "versions: one version is none: give its `scores`"
    if definition.version_declared and not definition.versions:
        yield "version_declared: there are no versions"
    said: dict[str, None] = {}
    for choices in definition.every_choice():
        settled = definition.with_choices(choices)
        said |= dict.fromkeys(problems_of_items(settled.items))
        for name, version in settled.every_version.items():
            at = f"versions.{name}." if name else ""
            said |= dict.fromkeys(problems_of_version(at, version, settled))
        said |= dict.fromkeys(items_of_no_score(settled))
    yield from said
    yield from repeated_parameters(definition)
    yield from problems_of_cdisc(definition)


def problems_of_items(items: tuple[Items, ...]) -> Iterator[str]:
    for place, group in enumerate(items):
        at = f"items.{place} ({', '.join(group.names)})"
        given = sum([group.range is not None, group.codes is not None, group.between is not None, group.clock])
        if group.unscored and (given or group.reversed):
            yield f"{at}: what is `unscored` has no `range`, `codes` or `reversed`: nothing reads it"
        elif not group.unscored and given != 1:
            yield f"{at}: give either `range` or `codes`"
        elif group.clock and group.reversed:
            yield f"{at}: a time cannot be `reversed`"
        elif group.codes is not None and group.codes != tuple(sorted(set(group.codes))):
            yield f"{at}: the codes {', '.join(f'{code:g}' for code in group.codes)} do not ascend"
        for low, high in (ends for ends in (group.range, group.between) if ends):
            if low >= high:
                yield f"{at}: the range {low:g} to {high:g} does not ascend"
        if not group.unscored and given == 1 and (strange := set(group.texts.values()) - {*group.answers}):
            yield f"{at}: texts: {', '.join(f'{code:g}' for code in sorted(strange))} is no code of the items"
    names = [name for group in items if not group.where for name in group.names]
    for name in repeated(names):
        yield f"items: {name} is there {names.count(name)} times"
    if "all" in names:
        yield "items: `all` cannot be an item: in a trial file it stands for every item"
    if all(group.unscored for group in items):
        yield "items: none is scored"


# What a trial file says of every questionnaire, or of those that have it, by keys of their own.
TAKEN = ("name", "items", "answers", "version", "cut_off", "prorate_up_to", "at_least")


def problems_of_choices(definition: Definition) -> Iterator[str]:
    """Look at the choices, and at what depends on them: every item has one group of answers with each."""
    for name, choice in definition.choices.items():
        if name in TAKEN:
            yield f"choices.{name}: a trial file has another key of that name"
        if choice.default is not None and choice.default not in choice.values:
            yield f"choices.{name}.default: {choice.default} is not among {', '.join(choice.values)}"
    made = {
        f"{version or 'scores'}.{name}": each
        for version, held in definition.every_version.items()
        for name, each in held.made.items()
    }
    asked: list[tuple[str, str, Iterable[str]]] = []
    for place, group in enumerate(definition.items):
        asked += [(f"items.{place}.where", choice, (value,)) for choice, value in group.where.items()]
    asked += [(f"{at}.needed_by", choice, by) for at, each in made.items() for choice, by in each.needed_by.items()]
    wrong = [
        f"{at}: {choice} {', '.join(values)} is no choice"
        for at, choice, values in asked
        if choice not in definition.choices or not set(values) <= set(definition.choices[choice].values)
    ]
    for at, each in made.items():
        for name, by in each.needed_by.items():
            if name in definition.choices and set(by) != set(definition.choices[name].values):
                wrong.append(f"{at}.needed_by: say it of every {name}")
        if len(each.needed_by) > 1 or (each.needed_by and each.needed is not None):
            wrong.append(f"{at}.needed_by: how many are needed hangs on one choice")
    yield from wrong
    if wrong or not definition.choices:
        return
    for choices in definition.every_choice():
        held = [name for group in definition.with_choices(choices).items for name in group.names]
        if repeated(held) or set(held) != set(definition.numbers):
            said = ", ".join(f"{choice}: {value}" for choice, value in choices.items())
            yield f"items: with {said} an item has no answers, or is in two groups"


def problems_of_version(at: str, version: Version, definition: Definition) -> Iterator[str]:
    known = dict.fromkeys(definition.codes)
    broken = False
    for name, made in version.made.items():
        kind = "scores" if name in version.scores else "parts"
        wrong = list(problems_of_score(f"{at}{kind}.{name}", made, definition, known))
        if name in known or (name in version.parts and name in version.scores):
            wrong.append(f"{at}{kind}.{name}: an item or a part has that name already")
        broken = broken or name in known or any(".items:" in problem or ".weights:" in problem for problem in wrong)
        known[name] = None
        yield from wrong
    for name, score in version.scores.items() if not broken else ():
        low, high = range_of(definition, score, version)
        if score.grades and len(score.grades) != high - low + 1:
            yield f"{at}scores.{name}.grades: {len(score.grades)}, and the score goes from {low:g} to {high:g}"
    for name, category in version.categories.items():
        # Where it is not known what scores are made of, their range is not either.
        yield from problems_of_category(f"{at}categories.{name}", category, version, definition, broken)
        if name in version.scores:
            yield f"{at}categories.{name}: a score has that name already"
    if sum(category.cut_off == "declared" for category in version.categories.values()) > 1:
        yield f"{at}categories: one `cut_off` only can be declared, for a trial file has one key for it"


def problems_of_score(at: str, score: Arithmetic, definition: Definition, known: Iterable[str]) -> Iterator[str]:
    if unknown := [item for item in score.items or () if item not in known]:
        yield f"{at}.items: {', '.join(unknown)} is no scored item (there are {', '.join(definition.codes)})"
        return
    for item in repeated(score.items or ()):
        yield f"{at}.items: {item} is there more than once"
    items = definition.items_of(score)
    count = len(items)
    if score.needed is not None and not 1 <= score.needed <= count:
        yield f"{at}.needed: {score.needed} of its {count} items cannot be needed"
    if score.rule == "sum" and score.needed is not None:
        yield f"{at}.needed: a sum needs all of its items; one that does not is a `prorated sum`"
    if score.rule == "prorated sum" and score.needed is None and not score.needed_declared:
        yield f"{at}.needed: a prorated sum says how many items must be answered"
    if score.prorate_up_to is not None and score.rule != "sum":
        yield f"{at}.prorate_up_to: only a sum of all items may be prorated at a trial file's wish"
    elif score.prorate_up_to is not None and not 1 <= score.prorate_up_to < count:
        yield f"{at}.prorate_up_to: {score.prorate_up_to} of {count} items cannot be missing"
    if score.weights is not None and (score.rule != "sum" or score.prorate_up_to or len(score.weights) != count):
        yield f"{at}.weights: a sum of all items has one a item, which are {count}"
    if score.rule in ("hours between", "percent of") and count != 2:
        yield f"{at}.items: {score.rule} is of two"
    limited = count if score.at_least is not None else len(score.at_least_of)
    if (score.rule == "count") != bool(limited) or (score.rule == "count" and limited < count):
        yield f"{at}.at_least: a count, and nothing else, has a limit for every item"
    for key, named in (("at_least_of", score.at_least_of), ("blank", score.blank)):
        if strange := [item for item in named if item not in items]:
            yield f"{at}.{key}: {', '.join(strange)} is not among its items"
    if score.steps and (bool(score.steps.start) == bool(score.steps.above) or ascends(score.steps.edges)):
        yield f"{at}.steps: give either `from` or `above`, with edges that ascend"


def ascends(edges: Iterable[float]) -> bool:
    """Tell whether edges fail to ascend."""
    listed = list(edges)
    return listed != sorted(set(listed))


def problems_of_category(
    at: str, category: Category, version: Version, definition: Definition, broken: bool
) -> Iterator[str]:
    score = version.made.get(category.of)
    if score is None:
        yield f"{at}.of: there is no score {category.of} (there are {', '.join(version.scores)})"
        return
    if strange := [name for name in category.only_if if name not in version.made]:
        yield f"{at}.only_if: there is no score {', '.join(strange)} (there are {', '.join(version.made)})"
    if sum(each is not None for each in (category.classes, category.cut_off, category.at_most)) != 1:
        yield f"{at}: give either `classes` or `cut_off`"
        return
    if category.default is not None and category.cut_off != "declared":
        yield f"{at}.default: a `cut_off` that is not declared is what it is"
    if broken:
        return  # said of the score
    low, high = range_of(definition, score, version)
    for key, edge in (("cut_off", category.cut_off), ("default", category.default)):
        if isinstance(edge, int | float) and not low < edge <= high:
            yield f"{at}.{key}: {edge:g} is not above {low:g} and at most {high:g}, what the score can be"
    if category.at_most is not None and not low <= category.at_most < high:
        yield f"{at}.at_most: {category.at_most:g} is not at least {low:g} and below {high:g}, what the score can be"
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
    """Look within each version: a score that two versions have is one parameter."""
    for name, version in definition.every_version.items():
        every = [score.paramcd for score in version.scores.values()]
        every += [category.paramcd for category in version.categories.values()]
        for paramcd in repeated(every):
            at = f"versions.{name}: " if name else ""
            yield f"{at}PARAMCD {paramcd} is there {every.count(paramcd)} times"


def items_of_no_score(definition: Definition) -> Iterator[str]:
    used = {
        item
        for version in definition.every_version.values()
        for made in version.made.values()
        for item in definition.items_of(made)
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
