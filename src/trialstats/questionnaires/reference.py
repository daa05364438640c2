"""A questionnaire in words, for whoever names it in a trial file: what is scored of what, and what may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.questionnaires.definition import Category, Definition, Score, say_codes

__all__ = ["describe", "needs", "rule"]


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
    groups = [group for group in definition.items if not group.unscored]
    by_codes: dict[str, list[str]] = {}
    for group in groups:
        by_codes.setdefault(say_codes(group.answers), []).extend(group.names)
    said = [f"{enumerate_names(names)} ({codes})" for codes, names in by_codes.items()]
    yield f"Items: {'; '.join(said)}."
    numbered = all(name == f"q{number}" for name, number in definition.numbers.items())
    last = len(definition.numbers)
    if numbered:
        yield "`{n}` in `items` is the number of the item."
    else:
        yield f"`{{n}}` in `items` counts them from 1 to {last}, in this order."
    if definition.reversed:
        turned = [name for name in definition.numbers if name in definition.reversed]
        yield f"Scored the other way round: {', '.join(turned)}; declare the answers as they stand on the form."
    if definition.unscored:
        yield f"May be named and is not read: {', '.join(definition.unscored)}."


def enumerate_names(names: list[str]) -> str:
    """Name items, those that only a number tells apart by the first and the last of a run."""
    runs: list[list[str]] = []
    for name in names:
        if runs and name == follower(runs[-1][-1]):
            runs[-1].append(name)
        else:
            runs.append([name])
    return ", ".join(f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def follower(name: str) -> str:
    """Give the name with the next number, `q2` after `q1`; none after a name without a number."""
    digits = name[len(name.rstrip("0123456789")) :]
    return f"{name.removesuffix(digits)}{int(digits) + 1}" if digits else ""


def lines_of_scores(definition: Definition) -> Iterator[str]:
    for version in definition.every_version.values():
        for score in version.scores.values():
            low, high = definition.range_of(score)
            difference = f" A difference of {score.mcid.value:g} matters: {score.mcid.source}." if score.mcid else ""
            yield (
                f"`{score.paramcd}` {score.label}, {low:g} to {high:g}, {score.better} is better: "
                f"{rule(definition, score)}, {needs(definition, score)} answered ({score.note}).{difference}"
            )
        for category in version.categories.values():
            yield f"`{category.paramcd}` {category.label}: {classes(category, version.scores[category.of].paramcd)}."


def rule(definition: Definition, score: Score) -> str:
    """Say how a score is made: `sum of 9 items`."""
    return f"{score.rule} of {len(definition.items_of(score))} items"


def needs(definition: Definition, score: Score) -> str:
    """Say how many items must be answered: `at least 4`."""
    count = len(definition.items_of(score))
    if score.prorate_up_to is not None:
        return f"all, or all but `prorate_up_to` (at most {score.prorate_up_to})"
    return f"at least {score.needed}" if score.needed not in (None, count) else "all"


def classes(category: Category, of: str) -> str:
    """Say where the classes of a category begin."""
    if category.classes:
        starts = [f" from {each.start:g}" if each.start is not None else "" for each in category.classes]
        named = [f"{number} {each.label}" for number, each in enumerate(category.classes, 1)]
        return (
            f"by {of}, {', '.join(name + start for name, start in zip(named, starts, strict=True))} ({category.note})"
        )
    at = "`cut_off`" if category.cut_off == "declared" else str(category.cut_off)
    return f"1 where {of} is {at} or more, else 0 ({category.note})"
