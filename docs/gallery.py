"""The gallery: every kind of table and figure of the built-in trial, with the lines of the trial file that make it.

The page is written when the site is built, from results that are there; it is no file of the repository.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from trialstats.display.table.html import fragment_of, style_sheet

TRIAL = "laser"
WRAPPED = ".highlight pre { white-space: pre-wrap; }"  # a line of a trial file is longer than a page is wide
HEAD = """# Gallery

What the built-in trial shows, a display of each kind, with the lines of its trial file that make it. Its data are
synthetic.

"""


def write_gallery(project: Path, pages: Path) -> None:
    """Write `gallery.md` and copy its figures; where the trial was not run, the page says how to."""
    results = project / "results" / TRIAL
    images = pages / "_gallery"
    shutil.rmtree(images, ignore_errors=True)
    if not (results / "manifest.json").is_file():
        (pages / "gallery.md").write_text(f"{HEAD}`make` runs the trial; its displays are then shown here.\n", "utf-8")
        return
    images.mkdir()
    trial = YAML(typ="safe").load((project / "config" / "trials" / f"{TRIAL}.yaml").read_text("utf-8"))
    parts = [*figures(trial, results, images), *tables(trial, results)]
    style = f"```{{raw}} html\n<style>{style_sheet()}{WRAPPED}</style>\n```\n\n"
    (pages / "gallery.md").write_text(HEAD + style + "\n".join(parts), "utf-8")


def figures(trial: Mapping[str, Any], results: Path, images: Path) -> Iterator[str]:
    """Show the first figure of each kind."""
    yield "## Figures\n"
    for name, figure in first_of_each_kind(trial["figures"]).items():
        shutil.copy(results / "figures" / f"{name}.svg", images)
        picture = f"![{figure['title']}](_gallery/{name}.svg)"
        yield f"### {named(figure)}\n\n{lines(trial, 'figures', name)}\n{picture}\n"


def tables(trial: Mapping[str, Any], results: Path) -> Iterator[str]:
    """Show the first table of each kind."""
    yield "## Tables\n"
    for name, table in first_of_each_kind(trial["tables"]).items():
        html = fragment_of((results / "tables" / f"{name}.html").read_text("utf-8"))
        yield f"### {named(table)}\n\n{lines(trial, 'tables', name)}\n````{{raw}} html\n{html}\n````\n"


def first_of_each_kind(displays: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, tuple[str, Any]] = {}
    for name, display in displays.items():
        found.setdefault(display["kind"], (name, display))
    return dict(sorted((name, display) for name, display in found.values()))


def named(display: Mapping[str, Any]) -> str:
    return f"`{display['kind']}`: {display['title']}"


def lines(trial: Mapping[str, Any], section: str, name: str) -> str:
    """Write a display and the analyses that it shows as they stand in a trial file."""
    display = trial[section][name]
    wanted = display.get("analysis", display.get("analyses", ()))
    analyses = {key: trial["analyses"][key] for key in ([wanted] if isinstance(wanted, str) else wanted)}
    return f"```yaml\n{flow({'analyses': analyses, section: {name: display}})}```\n"


def flow(sections: Mapping[str, Mapping[str, Any]]) -> str:
    """Write sections, each entry on a line of its own."""
    yaml = YAML()
    yaml.default_flow_style = True
    yaml.width = 10_000
    text = StringIO()
    for section, entries in sections.items():
        text.write(f"{section}:\n")
        for key, entry in entries.items():
            written = StringIO()
            yaml.dump(entry, written)
            text.write(f"  {key}: {written.getvalue().strip()}\n")
    return text.getvalue()
