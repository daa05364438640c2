"""Tables of many sizes, for paper."""

from __future__ import annotations

from trialstats.display.table.data import Cell, Column, Group, Row, TableData

HOSTILE = [
    "<script>alert(1)</script>", "&amp; & <b>", r"\par\b0 {\field}", "{unclosed", "closed}", "=cmd|' /C calc'!A0",
    "+1+1", "-1+1", "@SUM(A1)", "C:\\temp\\new", "µmol/L ≥ 3, é, ß", "ω̈ combining", "日本語の名前", "😀 rocket 🚀",
    "שלום עולם", "\u202eevil\u202c", 'quote " and \' apostrophe', "line one\nline two", "tab\there", "null\x00byte",
    "bell\x07", "]]>", "<!-- comment -->", "%s %d {0}", "${jndi:ldap}", "a" * 180, "word " * 40, "\ud800 half",
    "\ufffe", "NaN", "\\pard and \\\\pard",
]  # fmt: skip


def table(rows: int = 5, columns: int = 3, groups: int = 2, notes: int = 1, spanned: bool = True) -> TableData:
    """Make a table of groups, each with a heading and rows below it."""
    return TableData(
        "A table",
        tuple(
            Column(f"Column {at}", "Left" if spanned and at < columns / 2 else None, Cell(str(60 + at)))
            for at in range(columns)
        ),
        tuple(
            Group(
                f"Group {group}",
                (Row("Week 4"), *(Row(f"row {group}.{row}", cells(group, row, columns), 1) for row in range(rows))),
            )
            for group in range(groups)
        ),
        number="14.2.1",
        subtitle="Population: all",
        footnotes=tuple(f"Note {at}: what it says is of some length." for at in range(notes)),
        stub="Arm",
    )


def cells(group: int, row: int, columns: int) -> tuple[Cell, ...]:
    return tuple(Cell(f"{group}.{row}.{at} (1.{at})", f"id-{group}-{row}-{at}", ("mean",)) for at in range(columns))


def hostile() -> TableData:
    """Make a table whose every text is one that a program could obey."""
    return TableData(
        HOSTILE[0],
        tuple(Column(text) for text in HOSTILE[:3]),
        (Group(HOSTILE[2], tuple(Row(text, tuple(Cell(text) for _ in range(3))) for text in HOSTILE)),),
        subtitle=HOSTILE[3],
        footnotes=tuple(HOSTILE),
        notice=HOSTILE[4],
        stub=HOSTILE[5],
    )
