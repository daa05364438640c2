"""A questionnaire in words, for whoever names it in a trial file: what is scored of what, and what may be missing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import groupby

from trialstats.questionnaires.codes import say_codes
from trialstats.questionnaires.definition import Definition, Version
from trialstats.questionnaires.ranges import range_of
from trialstats.questionnaires.scores import Category, Score, Steps

__all__ = ["describe", "must_be_said", "needs", "ranges", "rule"]


def describe(definition: Definition) -> str:
    """Describe a questionnaire: a sentence, its items and their numbers, and a line for each of its scores."""
    return "\n\n".join(
        [
            f"{definition.title}: {definition.summary}.",
            " ".join(sentences_of_items(definition)),
            "\n".join(f"- {line}" for line in lines_of_scores(definition)),
        ]
    )


def sentences_of_items(definition: Definition) -> Iterator[str]:
    """Name the items, their codes and their numbers."""
    if all(name == f"q{number}" for name, number in definition.numbers.items()):
        said = [f"{enumerate_names(names)} ({codes})" for codes, names in runs_of_codes(definition) if codes]
        yield f"Items: {'; '.join(said)}."
        yield "`{n}` in `items` is the number of the item."
    else:
        said = [
            f"{count_names(definition, names)} ({codes or 'not read'})" for codes, names in runs_of_codes(definition)
        ]
        yield f"Items, each by what `{{n}}` in `items` counts it as: {'; '.join(said)}."
        if definition.versions:
            yield "They are counted so in every version."
    for where, turned in reversed_items(definition).items():
        yield f"Scored the other way round{where}: {', '.join(turned)}; declare the answers as they stand on the form."
    if definition.unscored:
        yield f"May be named and is not read: {', '.join(definition.unscored)}."
    if definition.form_needs:
        yield f"At least {definition.form_needs} of them must be answered for any score."


def runs_of_codes(definition: Definition) -> Iterator[tuple[str, list[str]]]:
    """Give the items in the order of the form: those in a row that have the same codes, and the codes in words.

    The codes of what is not read are empty.
    """
    for codes, names in groupby(definition.numbers, lambda name: codes_of(definition, name)):
        yield codes, list(names)


def codes_of(definition: Definition, name: str) -> str:
    """Say what can be answered to an item, with which choices where it hangs on them."""
    found: dict[str, list[str]] = {}
    for group in definition.items:
        if name in group.names and not group.unscored:
            texts = "; ".join(f"{text} is {code:g}" for text, code in group.texts.items())
            where = "".join(f" with `{choice}: {value}`" for choice, value in group.where.items())
            found.setdefault(say_codes(group.answers) + (f"; {texts}" if texts else ""), []).append(where)
    if len(found) == 1:
        return next(iter(found))
    return "; ".join(codes + " or".join(wheres) for codes, wheres in found.items())


def reversed_items(definition: Definition) -> dict[str, list[str]]:
    """Name the items that are turned round, by the choices with which they are."""
    found: dict[str, list[str]] = {}
    for group in definition.items:
        if group.reversed:
            where = "".join(f" with `{choice}: {value}`" for choice, value in group.where.items())
            found.setdefault(where, []).extend(group.names)
    return {where: sorted(names, key=definition.numbers.__getitem__) for where, names in found.items()}


def enumerate_names(names: list[str]) -> str:
    """Name items, those that only a number tells apart by the first and the last of a run."""
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs_of(names))


def count_names(definition: Definition, names: list[str]) -> str:
    """Name items, each behind its number: `1 = worst, 2 = least`."""
    said = []
    for run in runs_of(names):
        numbers = [definition.numbers[name] for name in run]
        if len(run) > 2:
            said.append(f"{numbers[0]} to {numbers[-1]} = {run[0]} to {run[-1]}")
        else:
            said += [f"{number} = {name}" for number, name in zip(numbers, run, strict=True)]
    return ", ".join(said)


def runs_of(names: list[str]) -> list[list[str]]:
    """Part names where one is not the other with the next number."""
    runs: list[list[str]] = []
    for name in names:
        if runs and name == follower(runs[-1][-1]):
            runs[-1].append(name)
        else:
            runs.append([name])
    return runs


def follower(name: str) -> str:
    """Give the name with the next number, `q2` after `q1`; none after a name without a number."""
    digits = name[len(name.rstrip("0123456789")) :]
    return f"{name.removesuffix(digits)}{int(digits) + 1}" if digits else ""


def lines_of_scores(definition: Definition) -> Iterator[str]:
    """Say each score and category once, with the versions that have it so where not all have."""
    having: dict[str, list[str]] = {}
    for name, version in definition.every_version.items():
        for line in (
            *map(partial(line_of_score, definition, name), version.scores.values()),
            *lines_of_classes(version),
        ):
            having.setdefault(line, []).append(name)
    several = len(definition.every_version)
    for line, versions in having.items():
        yield line if len(versions) == several else f"{line} In version {' and '.join(versions)} only."


def line_of_score(definition: Definition, version: str, score: Score) -> str:
    """Say what a score is, its range and rule, and what must be answered."""
    difference = f" A difference of {score.mcid.value:g} matters: {score.mcid.source}." if score.mcid else ""
    unit = "" if score.unit == "score" else f" {score.unit}"
    answered = f"{needs(definition, score)} answered"
    return (
        f"`{score.paramcd}` {score.label}, {ranges(definition, version, score)}{unit}, {score.better} is better: "
        f"{rule(definition, score)}, {answered} ({score.note}).{difference}"
    )


def lines_of_classes(version: Version) -> Iterator[str]:
    """Say each category and where its classes begin."""
    for category in version.categories.values():
        of = version.scores[category.of].paramcd if category.of in version.scores else spell(category.of)
        yield f"`{category.paramcd}` {category.label}: {classes(category, of)}."


def ranges(definition: Definition, version: str, score: Score) -> str:
    """Say the range of a score: `0 to 20`, and with which choices where it hangs on them."""
    every = [(choices, ends_with(definition, choices, version, score)) for choices in definition.every_choice()]
    matters = [
        name
        for name in definition.choices
        if any(
            ends != other and {**choices, name: ""} == {**others, name: ""}
            for choices, ends in every
            for others, other in every
        )
    ]
    said = dict.fromkeys((", ".join(choices[name] for name in matters), ends) for choices, ends in every)
    return "; ".join(f"{low:g} to {high:g}" + (f" ({with_})" if with_ else "") for with_, (low, high) in said)


def ends_with(definition: Definition, choices: dict[str, str], version: str, score: Score) -> tuple[float, float]:
    """Give the range of a score with some choices."""
    settled = definition.with_choices(choices)
    return range_of(settled, score, settled.every_version[version])


def rule(definition: Definition, score: Score) -> str:
    """Say how a score is made: `sum of 9 items`."""
    items = definition.items_of(score)
    if not set(items) <= set(definition.codes):
        said = f"{score.rule} {'' if score.rule == 'percent of' else 'of '}{', '.join(spell(name) for name in items)}"
    elif len(items) == 1 and score.rule in ("sum", "mean"):
        said = "the item"
    else:
        said = f"{score.rule} of {len(items)} items"
    if score.weights:
        said += f" times {', '.join(f'{weight:g}' for weight in score.weights)}"
    if score.scale:
        said += f", moved to {score.scale[0]:g} to {score.scale[1]:g}"
    return said + (f", then {steps(score.steps)}" if score.steps else "")


def must_be_said(definition: Definition, version: Version) -> list[str]:
    """Name the options that have no default, for no source settles them."""
    said = ["version"] if definition.version_declared else []
    said += [name for name, choice in definition.choices.items() if choice.default is None]
    return said + (["at_least"] if any(made.needed_declared for made in version.made.values()) else [])


def steps(made: Steps) -> str:
    """Say which number a class has: `0, 1 from 5, 2 from 10`."""
    word = "from" if made.start else "above"
    later = zip(made.edges, made.numbers[1:], strict=True)
    return ", ".join([f"{made.numbers[0]:g}", *(f"{number:g} {word} {edge:g}" for edge, number in later)])


def needs(definition: Definition, score: Score) -> str:
    """Say how many items must be answered: `at least 4`."""
    count = len(definition.items_of(score))
    if score.needed_declared:
        return "`at_least`"
    for choice, by in score.needed_by.items():
        said = [f"{'all' if number == count else f'at least {number}'} (`{choice}: {v}`)" for v, number in by.items()]
        return " or ".join(said)
    if score.prorate_up_to is not None:
        return f"all, or all but `prorate_up_to` (at most {score.prorate_up_to})"
    return f"at least {score.needed}" if score.needed not in (None, count) else "all"


def classes(category: Category, of: str) -> str:
    """Say where the classes of a category begin."""
    only = [f"{spell(name)} is at least {least:g}" for name, least in category.only_if.items()]
    condition = f", where {' and '.join(only)}" if only else ""
    if category.classes:
        starts = [f" from {each.start:g}" if each.start is not None else "" for each in category.classes]
        named = [f"{number} {each.label}" for number, each in enumerate(category.classes, 1)]
        listed = ", ".join(name + start for name, start in zip(named, starts, strict=True))
        whole = " as a whole number" if category.rounded else ""
        return f"by {of}{whole}, {listed}{condition} ({category.note})"
    if category.at_most is not None:
        return f"1 where {of} is {category.at_most:g} or less, else 0 ({category.note})"
    at = "`cut_off`" if category.cut_off == "declared" else f"{category.cut_off:g}"
    default = f", by default {category.default:g}," if category.default is not None else ""
    return f"1 where {of} is {at}{default} or more{condition}, else 0 ({category.note})"


def spell(name: str) -> str:
    """Write the name of a part in words."""
    return name.replace("_", " ")
