"""What an exported workbook says, as openpyxl reads it: one JSON object on stdout.

    spreadsheets.py read FILE            header, rows with their types, merged cells, formulas, dates
    spreadsheets.py edit FROM TO R C V   the same workbook with one cell changed (row and column from 1)
"""

import datetime
import json
import sys
import zipfile

import openpyxl


def kind(cell):
    if cell.value is None:
        return "empty"
    if cell.data_type == "f":
        return "formula"
    if cell.is_date or isinstance(cell.value, (datetime.datetime, datetime.date)):
        return "date"
    return {"s": "text", "n": "number", "b": "truth", "e": "error"}.get(cell.data_type, cell.data_type)


def read(path):
    book = openpyxl.load_workbook(path)
    sheet = book.active
    rows = [[{"kind": kind(c), "value": str(c.value) if c.value is not None else "", "format": c.number_format,
              "quoted": bool(c.quotePrefix)} for c in row] for row in sheet.iter_rows()]
    with zipfile.ZipFile(path) as parts:
        names = parts.namelist()
    return {
        "sheets": book.sheetnames,
        "rows": rows,
        "merged": [str(r) for r in sheet.merged_cells.ranges],
        "macros": any("vba" in name.lower() for name in names),
        "links": any("externalLink" in name for name in names),
    }


def edit(source, target, row, column, value):
    book = openpyxl.load_workbook(source)
    book.active.cell(row=int(row), column=int(column)).value = value
    book.save(target)
    return {}


if __name__ == "__main__":
    what, *rest = sys.argv[1:]
    print(json.dumps({"read": read, "edit": edit}[what](*rest), ensure_ascii=False))
