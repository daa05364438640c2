"""Write docs/questionnaires.md from the data files of the questionnaires: `make schema` calls this.

python tools/questionnaires.py > docs/questionnaires.md
"""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.questionnaires.catalogue import load_definition, names
from trialstats.questionnaires.definition import Cdisc, Definition
from trialstats.questionnaires.reference import describe, needs, rule

HEAD = """# Questionnaires

Written from the data files in `src/trialstats/questionnaires/forms/` by `make schema`; do not edit. The SF-36 and the
RAND-36, which are scored in code, are described in [outcomes](outcomes.md#questionnaires).

trialstats holds arithmetic and published facts, and no wording of any question; nothing here is a licence. How sure a
fact is: H, two independent sources were read; M, one. What is less sure is not shipped.
"""


def page() -> str:
    """Give the page: a table of all scores, then a section a questionnaire."""
    definitions = {name: load_definition(name) for name in names()}
    rows = [row for name, definition in definitions.items() for row in rows_of(name, definition)]
    table = [
        "| `instrument` | PARAMCD | score | made of | answered must be | range |",
        "|---|---|---|---|---|---|",
        *rows,
    ]
    sections = ["\n".join(section(name, definition)) for name, definition in definitions.items()]
    return "\n".join([HEAD, *table, "", *sections])


def rows_of(name: str, definition: Definition) -> Iterator[str]:
    for version, made in definition.every_version.items():
        named = f"`{name}`, version {version}" if version else f"`{name}`"
        for score in made.scores.values():
            low, high = definition.range_of(score)
            cells = [named, score.paramcd, score.label, rule(definition, score), needs(definition, score)]
            yield f"| {' | '.join(cells)} | {low:g} to {high:g} |"


def section(name: str, definition: Definition) -> Iterator[str]:
    yield from (f"## {definition.title}", "", f"`instrument: {{name: {name}, ...}}`. {describe(definition)}", "")
    yield f"Licence: {definition.licence}."
    if definition.cdisc:
        yield from ("", f"CDISC: {cdisc(definition.cdisc)}.")
    yield from ("", f"Sources (confidence {definition.confidence}):", "")
    yield from (f"- {source}." for source in definition.source)
    yield ""


def cdisc(codes: Cdisc) -> str:
    every = ", ".join(f"{name} {code}" for name, code in {**codes.items, **codes.scores}.items())
    return f"category {codes.category}; {every} ({codes.source}; confidence {codes.confidence})"


if __name__ == "__main__":
    print(page(), end="")
