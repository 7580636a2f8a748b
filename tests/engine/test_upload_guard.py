"""An upload that would eat the server is refused before anybody reads it."""

import doctest
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from dms_base_engine import upload_guard, upload_parts
from dms_base_engine.upload_guard import UploadLimits, UploadRefused, check_upload

SHEET = '<worksheet xmlns="x"><sheetData>{rows}</sheetData>{tail}</worksheet>'
CONTENT_TYPES = b'<?xml version="1.0"?><Types/>'
ENGINE = Path(upload_guard.__file__).parent
TARGET_SECONDS = 2.0
TARGET_MEBIBYTES = 100


def xlsx(parts=None, **sheets):
    """Return a workbook with the given raw parts and sheets (name=rows)."""
    parts = dict(parts or {})
    for name, rows in sheets.items():
        parts[f"xl/worksheets/{name}.xml"] = SHEET.format(rows=rows, tail="")
    return pack(
        {"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": "<w/>"} | parts
    )


def pack(parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def rows_of(count, width=1):
    cells = "".join(f'<c r="{chr(65 + i)}1"><v>1</v></c>' for i in range(width))
    return f"<row>{cells}</row>" * count


def sheet_with(tail):
    sheet = SHEET.format(rows='<row r="1"><c r="A1"/></row>', tail=tail)
    return xlsx({"xl/worksheets/sheet1.xml": sheet})


def ods(body):
    content = (
        '<o:document-content xmlns:o="urn:o" xmlns:table="urn:t"><o:body>'
        f"{body}</o:body></o:document-content>"
    )
    return pack({"mimetype": "application/vnd.oasis", "content.xml": content})


def zip_of_zips(levels):
    data = pack({"a.txt": "0" * 100_000})
    for _level in range(levels):
        data = pack({"inner.zip": data})
    return data


def million_rows():
    rows = "".join(f'<row r="{number}"/>' for number in range(1, 1_000_001))
    return xlsx(sheet1=rows)


def shared_strings():
    items = "".join(f"<si><t>{number:x}</t></si>" for number in range(520_000))
    return xlsx({"xl/sharedStrings.xml": f"<sst>{items}</sst>"}, sheet1="")


def wide_row():
    names = (f'<c r="{column(number)}1"/>' for number in range(1, 16_385))
    return xlsx(sheet1=f'<row r="1">{"".join(names)}</row>')


def column(number):
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def five_thousand_sheets():
    return xlsx({}, **{f"sheet{number}": "" for number in range(5_000)})


def billion_laughs():
    steps = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">'
        for n in range(10)
    )
    strings = f'<?xml version="1.0"?><!DOCTYPE sst [{steps}]><sst>&l9;</sst>'
    return xlsx({"xl/sharedStrings.xml": strings}, sheet1="")


def external_entity():
    sheet = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<worksheet><sheetData><row><c><v>&x;</v></c></row></sheetData></worksheet>"
    )
    return xlsx({"xl/worksheets/sheet1.xml": sheet})


def endless_table_of_contents():
    return b"PK\x03\x04" + b"PK\x01\x02" * 300_000 + b"PK\x05\x06" + b"\x00" * 18


def packed_spaces():
    return xlsx(sheet1=" " * 40_000_000)


BOMBS = {
    "a million empty rows": (million_rows, "too_many_rows"),
    "ten megabytes of shared texts": (shared_strings, "part_too_big"),
    "16384 columns": (wide_row, "too_many_columns"),
    "5000 sheets": (five_thousand_sheets, "too_many_entries"),
    "42 archives in each other": (lambda: zip_of_zips(42), "wrong_kind"),
    "billion laughs": (billion_laughs, "has_doctype"),
    "external entity": (external_entity, "has_doctype"),
    "endless table of contents": (endless_table_of_contents, "too_many_entries"),
    "40 megabytes of spaces": (packed_spaces, "too_compressed"),
    "merged range over the sheet": (
        lambda: sheet_with('<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        "too_many_cells",
    ),
    "link over the sheet": (
        lambda: sheet_with(
            '<hyperlinks><hyperlink ref="$A$1:$XFD$1048576"/></hyperlinks>'
        ),
        "too_many_cells",
    ),
    "two cells in opposite corners": (
        lambda: xlsx(
            sheet1='<row r="1"><c r="A1"/></row><row r="90000"><c r="CV90000"/></row>'
        ),
        "too_many_cells",
    ),
    "two million cells over sheets": (
        lambda: xlsx(
            {},
            **{f"s{n}": ("<row>" + "<c/>" * 900 + "</row>") * 250 for n in range(8)},
        ),
        "too_many_cells",
    ),
    "worksheet under an innocent name": (
        lambda: xlsx(
            {"docProps/app.xml": SHEET.format(rows='<row r="1048576"/>', tail="")}
        ),
        "too_many_rows",
    ),
    "archive as a part": (
        lambda: xlsx({"xl/embeddings/a.bin": zip_of_zips(1)}),
        "nested_archive",
    ),
    "repeated cells of an OpenDocument": (
        lambda: ods(
            "<table:table><table:table-row>"
            '<table:table-cell table:number-columns-repeated="999999999"/>'
            "<table:table-cell/></table:table-row></table:table>"
        ),
        "too_many_columns",
    ),
    "a quote that never closes": (
        lambda: b'code,name\n1,"' + b"x" * 2_000_000,
        "field_too_long",
    ),
    "a quote over many lines": (
        lambda: b'code,name\n1,"' + (b"x" * 99 + b"\n") * 60_000,
        "field_too_long",
    ),
    "a million lines": (lambda: b"a,b\n" * 1_000_000, "too_many_rows"),
    "a line of commas": (lambda: b"," * 500_000, "too_many_columns"),
}


def refusal(data, **kwargs):
    with pytest.raises(UploadRefused) as refused:
        check_upload(data, **kwargs)
    return refused.value


@pytest.mark.parametrize("name", BOMBS)
def test_bomb_is_refused_for_the_right_reason(name):
    build, reason = BOMBS[name]
    allowed = ("csv", "xlsx", "ods")
    assert refusal(build(), allowed=allowed).reason == reason


MEASURE = """
import importlib.util, resource, sys, time
engine = sys.argv[1]
spec = importlib.util.spec_from_file_location(
    "dms_base_engine", engine + "/__init__.py", submodule_search_locations=[engine]
)
module = importlib.util.module_from_spec(spec)
sys.modules["dms_base_engine"] = module
spec.loader.exec_module(module)
from dms_base_engine.upload_guard import UploadRefused, check_upload
data = open(sys.argv[2], "rb").read()
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    check_upload(data)
except UploadRefused:
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(time.process_time() - start, (after - before) / 1024)
"""


@pytest.mark.parametrize("name", BOMBS)
def test_refusal_is_quick_and_small(name, tmp_path):
    """At most 2 s of processor time and 100 MiB, measured in a process of its own."""
    (tmp_path / "bomb").write_bytes(BOMBS[name][0]())
    command = [sys.executable, "-c", MEASURE, str(ENGINE), str(tmp_path / "bomb")]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds, mebibytes = map(float, answer.stdout.split())
    assert seconds <= TARGET_SECONDS
    assert mebibytes <= TARGET_MEBIBYTES


@pytest.mark.parametrize(
    ("_case", "data", "kind"),
    [
        ("comma separated", b"code,name\nD1,Jiangnan\n", "csv"),
        ("utf-8 with mark", "﻿编码,名称\n".encode(), "csv"),
        ("gbk", "编码,名称\nD1,江南\n".encode("gbk"), "csv"),
        ("utf-16", "编码\t名称\n".encode("utf-16"), "csv"),
        ("quoted line break", b'a,"line\nbreak"\n', "csv"),
        ("workbook", xlsx(sheet1=rows_of(50, 3)), "xlsx"),
        ("open document", ods("<table:table><table:table-row/></table:table>"), "ods"),
    ],
)
def test_honest_file_passes(_case, data, kind):
    assert check_upload(data) == kind


def test_filler_behind_the_data_of_an_open_document_is_not_counted():
    """LibreOffice ends a row with one cell repeated to column 16 384."""
    row = (
        "<table:table-row><table:table-cell/>"
        '<table:table-cell table:number-columns-repeated="16383"/></table:table-row>'
    )
    assert check_upload(ods(f"<table:table>{row * 3}</table:table>")) == "ods"


@pytest.mark.parametrize(
    ("_case", "data", "kind"),
    [
        ("program named .csv", b"MZ\x90\x00", "program"),
        ("page named .xls", b"<html><table>", "markup"),
        ("drawing with script", b"\n <SVG onload=alert(1)>", "markup"),
        ("entity in plain xml", b'<?xml version="1.0"?><!DOCTYPE a [', "markup"),
        ("zip of texts", pack({"a.txt": "1"}), "zip"),
        ("zeroes", b"\x01\x00\x00", "unknown"),
        ("pdf at a door for sheets", b"%PDF-1.7", "pdf"),
    ],
)
def test_kind_comes_from_the_content(_case, data, kind):
    refused = refusal(data)
    assert (refused.reason, refused.params["kind"]) == ("wrong_kind", kind)


def test_other_doors_accept_other_kinds():
    assert check_upload(b"%PDF-1.7", allowed=("pdf", "png", "jpeg")) == "pdf"


@pytest.mark.parametrize(
    ("_case", "data", "reason"),
    [
        ("nothing", b"", "empty"),
        ("half an archive", xlsx(sheet1=rows_of(9))[:200], "broken"),
        ("part that is no xml", xlsx({"xl/styles.xml": "no xml"}), "broken"),
        ("cell outside the alphabet", xlsx(sheet1='<row><c r="1A"/></row>'), "broken"),
    ],
)
def test_broken_file_is_refused(_case, data, reason):
    assert refusal(data).reason == reason


def test_encrypted_part_is_refused():
    data = bytearray(xlsx(sheet1=""))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1  # flag bit 0 of a directory entry
    assert refusal(bytes(data)).reason == "encrypted"


def test_limits_are_inclusive():
    limits = UploadLimits(max_rows=3, max_columns=2)
    check_upload(xlsx(sheet1=rows_of(3, 2)), limits=limits)
    assert refusal(xlsx(sheet1=rows_of(4, 2)), limits=limits).params == {
        "value": 4,
        "limit": 3,
    }
    assert refusal(xlsx(sheet1=rows_of(3, 3)), limits=limits).reason == (
        "too_many_columns"
    )
    assert refusal(b"12345", limits=UploadLimits(max_bytes=4)).reason == "too_big"


def test_sheets_are_limited_apart_from_parts():
    limits = UploadLimits(max_sheets=2)
    assert refusal(xlsx(a="", b="", c=""), limits=limits).reason == "too_many_sheets"


def test_elements_and_sheets_of_an_open_document_are_limited():
    body = "<table:table/>" * 3
    assert refusal(ods(body), limits=UploadLimits(max_sheets=2)).reason == (
        "too_many_sheets"
    )
    assert refusal(ods(body), limits=UploadLimits(max_elements=2)).reason == (
        "too_many_elements"
    )


def test_documented_examples_hold():
    for module in (upload_guard, upload_parts):
        assert doctest.testmod(module).failed == 0
