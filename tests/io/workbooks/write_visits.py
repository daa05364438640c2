"""Write visits.xls with xlwt 1.3.0 and visits.xlsb with pyxlsbwriter 0.1.0, which the tests read."""

from __future__ import annotations

import datetime as dt

import xlwt
from pyxlsbwriter import XlsbWriter

DAY, MOMENT = dt.date(2024, 1, 5), dt.datetime(2024, 1, 5, 8, 30)
shown_as = {name: xlwt.easyxf(num_format_str=name) for name in ("YYYY-MM-DD", "YYYY-MM-DD HH:MM", "HH:MM", "0%")}

book = xlwt.Workbook()
old = book.add_sheet("old")
old.visibility = 1
old.write(0, 0, "id")
old.write(1, 0, "001")
data = book.add_sheet("data")
for column, name in enumerate(["id", "text", "whole", "part", "day", "moment", "time", "yes", "percent", "error"]):
    data.write(2, column, name)
for column, value in enumerate(["007", "µg", 63, 1.5]):
    data.write(3, column, value)
data.write(3, 4, DAY, shown_as["YYYY-MM-DD"])
data.write(3, 5, MOMENT, shown_as["YYYY-MM-DD HH:MM"])
data.write(3, 6, MOMENT.time(), shown_as["HH:MM"])
data.write(3, 7, True)
data.write(3, 8, 0.36, shown_as["0%"])
data.row(3).set_cell_error(9, 7)
for column, value in enumerate(["008", None, 61]):
    data.write(5, column, value)
data.write(5, 4, dt.date(2024, 2, 29), shown_as["YYYY-MM-DD"])
book.add_sheet("empty")
merged = book.add_sheet("merged")
merged.write(0, 0, "id")
merged.write(0, 1, "x")
merged.write_merge(1, 2, 0, 0, "001")
merged.write(1, 1, 1)
merged.write(2, 1, 2)
book.active_sheet = 1
book.save("visits.xls")

with XlsbWriter("visits.xlsb") as packed:
    packed.add_sheet("data")
    packed.write_sheet(
        [
            ["id", "text", "whole", "part", "day", "moment", "yes"],
            ["007", "µg", 63, 1.5, DAY, MOMENT, True],
            ["008", None, 61, None, dt.date(2024, 2, 29), None, False],
        ]
    )
    packed.add_sheet("old", hidden=True)
    packed.write_sheet([["id"], ["001"]])
