"""Write docs/questionnaires.md from the data files of the questionnaires: `make schema` calls this.

python tools/questionnaires.py > docs/questionnaires.md
"""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.questionnaires.catalogue import load_definition, names
from trialstats.questionnaires.definition import Cdisc, Definition
from trialstats.questionnaires.reference import describe, must_be_said, needs, ranges, rule

HEAD = """# Questionnaires

Written from the data files in `src/trialstats/questionnaires/forms/` by `make schema`; do not edit. The SF-36 and the
RAND-36, which are scored in code, are described in [outcomes](outcomes.md#questionnaires).

trialstats holds arithmetic and published facts, and no wording of any question; nothing here is a licence. How sure a
fact is: H, two independent sources were read; M, one. What is less sure is not shipped, or is an option without a
default: the column `must be said` names those of each score.

Left out: the modified Toronto score and the OMERACT-OARSI responder, of which no source with the numbers was found;
SF-12 and SF-6D, whose tables are licensed; PROMIS, which is scored by response models; the NeuroQoL of diabetic
neuropathy, whose weights were not found; the index of the EQ-5D-5L, which needs a country's value set.
"""


def page() -> str:
    """Give the page: a table of all scores, then a section a questionnaire."""
    definitions = {name: load_definition(name) for name in names()}
    rows = [row for name, definition in definitions.items() for row in rows_of(name, definition)]
    table = [
        "| `instrument` | PARAMCD | score | made of | answered must be | range | must be said | confidence |",
        "|---|---|---|---|---|---|---|---|",
        *rows,
    ]
    sections = ["\n".join(section(name, definition)) for name, definition in definitions.items()]
    return "\n".join([HEAD, *table, "", *sections])


def rows_of(name: str, definition: Definition) -> Iterator[str]:
    for version, made in definition.every_version.items():
        named = f"`{name}`, version {version}" if version else f"`{name}`"
        options = ", ".join(f"`{option}`" for option in must_be_said(definition, made))
        for score in made.scores.values():
            cells = [named, score.paramcd, score.label, rule(definition, score), needs(definition, score)]
            cells += [ranges(definition, version, score), options, definition.confidence]
            yield f"| {' | '.join(cells)} |"


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
