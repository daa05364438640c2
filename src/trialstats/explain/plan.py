"""The whole trial file that a short one stands for: what its author wrote, and all that is made of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node

from trialstats.trialfile.text.compose import compose, read_utf8
from trialstats.trialfile.text.layout import laid_out
from trialstats.trialfile.text.plain import plain
from trialstats.trialfile.trial import Trial

__all__ = ["whole_trial_file"]

# What is written anew; all else stands as its author wrote it, comments and all.
WRITTEN = ("displays", "analyses", "tables", "figures", "listings")


def whole_trial_file(path: Path, trial: Trial) -> str:
    """Write the trial file, with every analysis, table and figure, that loads to the same trial.

    path: of the file that `trial` was loaded from. Raises SpecError where that cannot be read any more.
    """
    declared = {name: analysis for name, analysis in trial.analyses.items() if analysis.declared}
    whole = plain(trial.model_copy(update={"analyses": declared}))
    root, text = compose(path), read_utf8(path)
    if not isinstance(root, MappingNode) or root.flow_style or refers(root):
        return joined(laid_out_sections(whole))
    kept = "".join(lines_kept(root, text)).rstrip("\n")
    return joined([kept, "", *laid_out_sections({key: whole[key] for key in WRITTEN if key in whole})])


def joined(lines: Iterator[str] | list[str]) -> str:
    return "\n".join(lines).strip("\n") + "\n"


def laid_out_sections(sections: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of sections, a blank line before each that holds others."""
    for key, value in sections.items():
        if isinstance(value, dict) and any(isinstance(item, dict) for item in value.values()):
            yield from ("", f"{key}:", *laid_out(value, 2))
        else:
            yield from laid_out({key: value})


def refers(root: Node) -> bool:
    """Tell whether a part of the file repeats another (`*name`), which may not stand alone."""
    seen: set[int] = set()
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            return True
        seen.add(id(node))
        if isinstance(node.value, list):
            waiting += [each for item in node.value for each in (item if isinstance(item, tuple) else (item,))]
    return False


def lines_kept(root: MappingNode, text: str) -> Iterator[str]:
    """Yield the lines of the file without the sections that are written anew.

    Comments that stand at the margin right above the next section are that section's.
    """
    lines = text.splitlines(keepends=True)
    starts = [(key.start_mark.line, key.value) for key, _ in root.value]
    yield from lines[: starts[0][0]]
    for (start, name), end in zip(starts, [*(line for line, _ in starts[1:]), len(lines)], strict=True):
        section = lines[start:end]
        if name not in WRITTEN:
            yield from section
            continue
        following = 0
        while end < len(lines) and following < len(section) and section[-1 - following].startswith(("#", "\n")):
            following += 1
        yield from section[len(section) - following :]
