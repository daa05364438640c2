"""Cells: ids, numbers, dates, units, and markup where a value should be."""

from __future__ import annotations

import random
from datetime import date, timedelta

from tests.corruptions.parts import NotHere, Operation, Table, cell_operation, shown

__all__ = ["DATES", "IDS", "MARKUP", "NUMBERS", "UNITS"]

ID, NUMBER, DATE = "patient_id", r"-?\d+(\.\d+)?", r"\d{4}-\d\d-\d\d"
UNIT_COLUMN = "unit"


def same(text: str) -> Operation:
    return cell_operation(lambda old, rng: text, ".+", ID)


def swapped_digits(old: str, rng: random.Random) -> str:
    places = [n for n in range(len(old) - 1) if old[n].isdigit() and old[n + 1].isdigit() and old[n] != old[n + 1]]
    if not places:
        return old
    at = rng.choice(places)
    return old[:at] + old[at + 1] + old[at] + old[at + 2 :]


def swapped_ids(content: bytes, rng: random.Random) -> tuple[bytes, str]:
    table = Table.of(content)
    if ID not in table.header or len(table.rows) < 2:
        raise NotHere
    at = table.header.index(ID)
    a, b = rng.sample(range(len(table.rows)), 2)
    table.rows[a][at], table.rows[b][at] = table.rows[b][at], table.rows[a][at]
    return table.write(), f"the ids of rows {a + 1} and {b + 1} swapped ({table.rows[b][at]}, {table.rows[a][at]})"


def column_of(pattern: str, columns: str, change: str) -> Operation:
    """Change a whole column, as a format of the spreadsheet does."""

    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        table = Table.of(content)
        places = table.places(pattern, columns)
        if not places:
            raise NotHere
        column = rng.choice(sorted({column for _, column in places}))
        for row, at in places:
            if at == column:
                table.rows[row][at] = CHANGES[change](table.rows[row][at], rng)
        return table.write(), f"column {table.header[column]}: {change}"

    return operation


def day(text: str) -> date:
    return date.fromisoformat(text)


CHANGES = {
    "decimal comma": lambda old, rng: old.replace(".", ","),
    "rounded": lambda old, rng: f"{round(float(old))}",
    "times 10": lambda old, rng: f"{float(old) * 10:g}",
    "with a sign": lambda old, rng: f"+{old}",
    "exponents": lambda old, rng: f"{float(old):.4E}",
    "day first": lambda old, rng: f"{day(old):%d/%m/%Y}",
    "day first, dots": lambda old, rng: f"{day(old):%d.%m.%Y}",
    "serial numbers": lambda old, rng: str((day(old) - date(1899, 12, 30)).days),
    "with midnight": lambda old, rng: f"{old} 00:00:00",
    "two-digit years": lambda old, rng: f"{day(old):%d-%b-%y}",
    "without hyphens": lambda old, rng: old.replace("-", ""),
    "leading zeros lost": lambda old, rng: old.replace("-0", "-").replace("-0", "-"),
    "upper case": lambda old, rng: old.upper(),
}

FAR = ["9999-12-31", "1677-01-01", "2262-04-12", "0001-01-01"]

IDS: dict[str, Operation] = {
    "of another subject": cell_operation(swapped_digits, ".+", ID),
    "swapped": swapped_ids,
    "zeros lost": column_of(".+", ID, "leading zeros lost"),
    "blank around": cell_operation(lambda old, rng: f" {old} ", ".+", ID),
    "no-break space": cell_operation(lambda old, rng: f"{old}\N{NO-BREAK SPACE}", ".+", ID),
    "zero width": cell_operation(lambda old, rng: f"{old}\N{ZERO WIDTH SPACE}", ".+", ID),
    "another hyphen": cell_operation(lambda old, rng: old.replace("-", "\N{NON-BREAKING HYPHEN}"), ".+", ID),
    "blank": same(""),
    "NA": same("NA"),
    "a date": same("01-Feb"),
    "unknown": same("999-999"),
}
NUMBERS: dict[str, Operation] = {
    "decimal comma": cell_operation(lambda old, rng: old.replace(".", ","), r"\d+\.\d+", "^(?!patient_id)"),
    "decimal commas": column_of(r"\d+\.\d+", "", "decimal comma"),
    "digits swapped": cell_operation(swapped_digits, NUMBER, ""),
    "times 10": cell_operation(lambda old, rng: f"{float(old) * 10:g}", NUMBER, ""),
    "a column times 10": column_of(NUMBER, "result|dose|hba1c|height|energy", "times 10"),
    "negative": cell_operation(lambda old, rng: f"-{old}", NUMBER, ""),
    "a sign": column_of(NUMBER, "", "with a sign"),
    "exponents": column_of(NUMBER, "result|dose|hba1c|height|energy", "exponents"),
    "rounded": column_of(NUMBER, "result|hba1c|height|power", "rounded"),
    "thousands": cell_operation(lambda old, rng: f"{float(old) * 1000:,.0f}", NUMBER, ""),
    "with a unit": cell_operation(lambda old, rng: f"{old} mm", NUMBER, ""),
    "a code of missing": cell_operation(
        lambda old, rng: rng.choice(["NA", "N/A", ".", "-", "-99", "999", "null", "NaN", "#N/A", "?"]), NUMBER, "", 3
    ),
    "blank": cell_operation(lambda old, rng: "", NUMBER, "", 3),
    "infinite": cell_operation(lambda old, rng: rng.choice(["inf", "1e400", "-Infinity", "1e308"]), NUMBER, ""),
    "of many digits": cell_operation(lambda old, rng: old + "0" * rng.choice([20, 400, 6000]), NUMBER, ""),
    "other digits": cell_operation(lambda old, rng: old.translate({48 + n: 0x660 + n for n in range(10)}), NUMBER, ""),
    "a letter for a digit": cell_operation(lambda old, rng: old.replace("0", "O").replace("1", "l"), r".*[01].*", ""),
    "an error": cell_operation(lambda old, rng: rng.choice(["#REF!", "#VALUE!", "#DIV/0!", "########"]), NUMBER, ""),
    "a comparison": cell_operation(lambda old, rng: f"{rng.choice('<>')}{old}", NUMBER, ""),
    "hexadecimal": cell_operation(lambda old, rng: f"0x{int(float(old)):X}", NUMBER, ""),
    "underscores": cell_operation(lambda old, rng: f"{old[:1]}_{old[1:]}", r"\d\d.*", ""),
}
DATES: dict[str, Operation] = {
    "day and month swapped": cell_operation(lambda old, rng: f"{old[:5]}{old[8:]}-{old[5:7]}", DATE),
    "day first": column_of(DATE, "", "day first"),
    "dots": column_of(DATE, "", "day first, dots"),
    "serial numbers": column_of(DATE, "", "serial numbers"),
    "with midnight": column_of(DATE, "", "with midnight"),
    "two-digit years": column_of(DATE, "", "two-digit years"),
    "without hyphens": column_of(DATE, "", "without hyphens"),
    "a year off": cell_operation(lambda old, rng: f"{int(old[:4]) + rng.choice([-1, 1])}{old[4:]}", DATE),
    "ten years off": cell_operation(lambda old, rng: f"{int(old[:4]) + rng.choice([-10, 10])}{old[4:]}", DATE),
    "a century off": cell_operation(lambda old, rng: f"19{old[2:]}", DATE),
    "some days off": cell_operation(lambda old, rng: f"{day(old) + timedelta(rng.choice([-40, -3, 3, 40]))}", DATE),
    "no such day": cell_operation(lambda old, rng: f"{old[:5]}02-30", DATE),
    "partial": cell_operation(lambda old, rng: rng.choice([old[:7], old[:4], f"{old[:7]}-UN", f"{old[:7]}-00"]), DATE),
    "blank": cell_operation(lambda old, rng: "", DATE),
    "zero": cell_operation(lambda old, rng: rng.choice(["0000-00-00", "1900-01-00", "0"]), DATE),
    "far away": cell_operation(lambda old, rng: rng.choice(FAR), DATE),
    "with a zone": cell_operation(lambda old, rng: f"{old}T23:30:00-05:00", DATE),
}
UNITS: dict[str, Operation] = {
    "another": cell_operation(lambda old, rng: rng.choice(["kg", "mmol/L", "s", "V"]), ".+", UNIT_COLUMN),
    "blank": cell_operation(lambda old, rng: "", ".+", UNIT_COLUMN),
    "micro sign": cell_operation(lambda old, rng: "µV", "uV", UNIT_COLUMN),
    "Greek mu": cell_operation(lambda old, rng: "μV", "uV", UNIT_COLUMN),
    "milli for micro": cell_operation(lambda old, rng: "mV", "uV", UNIT_COLUMN),
    "of another scale": cell_operation(lambda old, rng: "ng/mL", "pg/mL", UNIT_COLUMN),
    "upper case": column_of(".+", UNIT_COLUMN, "upper case"),
}


def entity(old: str, rng: random.Random) -> str:
    return rng.choice([f"&lt;{old}", f"{old}&nbsp;", f"{old}&amp;", f"&#x26;{old}"])


def tagged(old: str, rng: random.Random) -> str:
    return rng.choice([f"<b>{old}</b>", f"<td>{old}", f"<!-- {old} -->", f"<script>{old}</script>"])


def in_json(old: str, rng: random.Random) -> str:
    return rng.choice([f'{{"value": {shown(old)}}}', f"[{old}]", "null", f'"{old}"'])


def whole(kind: str) -> Operation:
    """Write the whole file in another language of data."""

    def operation(content: bytes, rng: random.Random) -> tuple[bytes, str]:
        table = Table.of(content)
        rows = [table.header, *table.rows]
        match kind:
            case "HTML":
                made = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>\n" for row in rows)
                text = f"<html><body><table>\n{made}</table></body></html>\n"
            case "JSON":
                text = str([dict(zip(table.header, row, strict=True)) for row in table.rows]).replace("'", '"')
            case _:
                made = "".join(
                    "<row>" + "".join(f"<{n}>{c}</{n}>" for n, c in zip(table.header, row, strict=True)) + "</row>\n"
                    for row in table.rows
                )
                text = f'<?xml version="1.0"?>\n<data>\n{made}</data>\n'
        return text.encode(), f"the file as {kind}"

    return operation


MARKUP: dict[str, Operation] = {
    "an entity": cell_operation(entity, ".+"),
    "a tag": cell_operation(tagged, ".+"),
    "JSON in a cell": cell_operation(in_json, ".+"),
    "a formula": cell_operation(lambda old, rng: rng.choice([f"={old}", f'=HYPERLINK("x",{old})', f"@{old}"]), ".+"),
    "an apostrophe": cell_operation(lambda old, rng: f"'{old}", ".+"),
    "a control character": cell_operation(lambda old, rng: f"{old}{rng.choice(chr(7) + chr(27) + chr(11))}", ".+"),
    "a very long text": cell_operation(lambda old, rng: old + "x" * rng.choice([1000, 200_000]), ".+"),
    "HTML": whole("HTML"),
    "JSON": whole("JSON"),
    "XML": whole("XML"),
}
