"""Decide whether an uploaded file may be read at all.

Readers of spreadsheets trust their input: they unpack it, build every cell and only
then look at it. This module looks first. It goes by the file's content, never by its
name or declared type, works on streams, and costs a small share of what reading the
file costs.

How to use::

    kind = check_upload(data, allowed=("csv", "xlsx"))  # or UploadRefused
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Collection

from .upload_limits import (
    DEFAULT_LIMITS,
    MIB,
    UploadLimits,
    UploadRefused,
    check_limit,
)
from .upload_parts import PartScanner, count_fields

__all__ = ["UploadLimits", "UploadRefused", "check_upload", "sniff_kind"]

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
MAGIC = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "xls",
    b"%PDF-": "pdf",
    b"\x89PNG\r\n\x1a\n": "png",
    b"\xff\xd8\xff": "jpeg",
    b"GIF8": "gif",
    b"\x1f\x8b": "gzip",
    b"Rar!": "rar",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"\xfd7zXZ": "xz",
    b"BZh": "bzip2",
    b"MZ": "program",
    b"\x7fELF": "program",
}
ARCHIVES = ("zip", "xlsx", "ods", "gzip", "rar", "7z", "xz", "bzip2")
# A container that names its content behind four bytes of length, and pictures in it.
BOX = b"ftyp"
HEIC_BRANDS = (b"heic", b"heix", b"heif", b"hevc", b"mif1", b"msf1", b"avif")
MARKUP_STARTS = (b"<?xml", b"<!doctype", b"<html", b"<svg", b"<script")
TEXT_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}  # byte order marks
SEPARATORS = ",;\t|"
# Parts of a workbook that are no XML by nature.
OPAQUE_SUFFIXES = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bmp")
OPAQUE_SUFFIXES += (".tiff", ".svm", ".ttf", ".odttf", "mimetype", "/")
SPREADSHEET_KINDS = ("csv", "ods", "xls", "xlsx")


def sniff_kind(data: bytes) -> str:
    """Return what the bytes are: a key of ``MAGIC``'s values, a workbook or text.

    >>> [sniff_kind(head) for head in (b"code,name", b"MZ\\x90", b"\\x00\\x01")]
    ['csv', 'program', 'unknown']
    """
    if data.startswith(ZIP_MAGIC):
        return _kind_of_archive(data)
    for magic, kind in MAGIC.items():
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == BOX and data[8:12] in HEIC_BRANDS:
        return "heic"
    if data[:2] in TEXT_MARKS:
        return "csv"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(MARKUP_STARTS):
        return "markup"
    return "unknown" if b"\x00" in data else "csv"


def check_upload(
    data: bytes,
    allowed: Collection[str] = SPREADSHEET_KINDS,
    limits: UploadLimits = DEFAULT_LIMITS,
) -> str:
    """Return the kind of a file that may be read.

    Args:
        data: the whole file.
        allowed: the kinds that this door accepts.
        limits: the ceilings of this door.
    Returns:
        One of ``allowed``.
    Raises:
        UploadRefused: the file is empty, of another kind, broken, or above a ceiling.
    """
    if not data:
        raise UploadRefused("empty")
    check_limit("too_big", len(data), limits.max_bytes)
    if data.startswith(ZIP_MAGIC):
        _check_directory(data, limits)
    kind = sniff_kind(data)
    if kind not in allowed:
        raise UploadRefused("wrong_kind", kind=kind, allowed=sorted(allowed))
    if kind in ("xlsx", "ods"):
        _check_workbook(data, limits)
    elif kind == "csv":
        _check_text(data, limits)
    return kind


def _kind_of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UploadRefused("broken", part="zip") from error
    if "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names):
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "ods"
    return "zip"


def _check_directory(data: bytes, limits: UploadLimits) -> None:
    """Refuse by the archive's table of contents, before anything is unpacked.

    The signatures are counted first: a table of half a million entries is small in the
    file and large in memory. Declared sizes may lie, but readers stop at them.
    """
    entries = data.count(b"PK\x01\x02")
    check_limit("too_many_entries", entries, limits.max_entries)
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UploadRefused("broken", part="zip") from error
    for info in infos:
        if info.flag_bits & 0x1:
            raise UploadRefused("encrypted", part=info.filename)
        if info.file_size > MIB:
            ratio = info.file_size // max(info.compress_size, 1)
            check_limit("too_compressed", ratio, limits.max_ratio)
    unpacked = sum(info.file_size for info in infos)
    check_limit("unpacks_too_big", unpacked, limits.max_unpacked_bytes)


def _check_workbook(data: bytes, limits: UploadLimits) -> None:
    """Refuse nested archives, too many sheets, and any part above the limits."""
    sheets = cells = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            for info in archive.infolist():
                scanner = PartScanner(info.filename, limits, cells)
                _check_part(archive, info, scanner, limits)
                cells = scanner.cells
                sheets += scanner.root == "worksheet"
                check_limit("too_many_sheets", sheets, limits.max_sheets)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise UploadRefused("broken", part="zip") from error


def _check_part(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    scanner: PartScanner,
    limits: UploadLimits,
) -> None:
    """Check one part of a workbook; what is no XML only has to be no archive."""
    with archive.open(info) as stream:
        if _is_archive(stream.read(8)):
            raise UploadRefused("nested_archive", part=info.filename)
    if not info.file_size or info.filename.lower().endswith(OPAQUE_SUFFIXES):
        return
    with archive.open(info) as stream:
        root = scanner.scan(stream)
    if root not in ("worksheet", "document-content"):
        check_limit("part_too_big", info.file_size, limits.max_part_bytes)


def _is_archive(head: bytes) -> bool:
    return head.startswith(ZIP_MAGIC) or any(
        head.startswith(magic) for magic, kind in MAGIC.items() if kind in ARCHIVES
    )


def _check_text(data: bytes, limits: UploadLimits) -> None:
    """Refuse a delimited text by its rows, its columns or one endless field."""
    encoding = TEXT_MARKS.get(data[:2], "latin-1")
    with io.TextIOWrapper(io.BytesIO(data), encoding, "replace", newline="") as text:
        first = text.readline(limits.max_field_chars)
        separator = max(SEPARATORS, key=first.count)
        text.seek(0)
        try:
            count_fields(text, separator, limits)
        except csv.Error as error:
            # The module has a ceiling of its own, set for the whole process.
            reason = "field_too_long" if "field limit" in str(error) else "broken"
            raise UploadRefused(
                reason, part="csv", limit=limits.max_field_chars
            ) from error
