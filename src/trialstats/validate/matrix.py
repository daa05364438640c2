"""Requirements, checks, tests and documents side by side: docs/requirements.md."""

from __future__ import annotations

from trialstats.validate.catalogue import PARTS, domains

__all__ = ["matrix"]

HEAD = """# Requirements and how each is checked

`trialstats validate` checks the requirements on the user's machine and writes a [protocol](validation.md); the tests of
the source check them at every change. This page is written by `python tools/requirements.py` from the modules in
`src/trialstats/validate/domains`, which declare a requirement where it is checked; a test holds it to them, and fails
for a requirement without test, and for a test that there is not.
"""


def matrix() -> str:
    """Give the page."""
    lines = [HEAD]
    for part, title in PARTS.items():
        own = [domain for domain in domains() if domain.part == part]
        if not own:
            continue
        lines.append(f"## {title} ({part})\n")
        for domain in own:
            lines += [
                f"### {domain.title}\n",
                "| id | requirement | checked by | tests | told in |",
                "|---|---|---|---|---|",
            ]
            for one in domain.requirements:
                check = f"`{one.check.__module__.rpartition('.')[2]}.{one.check.__name__}`"
                slow = ", not with `--quick`" if one.slow else ""
                tests = ", ".join(f"`{test.removeprefix('tests/')}`" for test in one.tests)
                told = f"[{one.docs.removesuffix('.md')}]({one.docs})"
                lines.append(f"| {one.id} | {one.text} | {check}{slow} | {tests} | {told} |")
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"
