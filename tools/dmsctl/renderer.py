"""PDF with header and footer, and a font that knows Chinese."""

import shutil

from .apt import PrivateApt
from .console import Failure, Step
from .layout import Layout
from .odoo_tree import FONT, SUITES
from .process import Children

FONT_FILE = "wqy-microhei.ttc"


def prepare(layout: Layout, children: Children, step: Step) -> str:
    """Put ``wkhtmltopdf`` (with patched Qt) on the path and a CJK font in reach."""
    binary = layout.venv / "bin" / "wkhtmltopdf-pack"
    link = layout.bin / "wkhtmltopdf"
    if not link.exists() or link.resolve() != binary.resolve():
        link.unlink(missing_ok=True)
        link.symlink_to(binary)
    font = layout.xdg / "fonts" / FONT_FILE
    if not font.is_file():
        _font(layout, children, step)
    code, text = children.output([link, "--version"])
    if code or "patched qt" not in text:
        raise Failure(
            "The PDF renderer does not start.",
            "Install libxrender1 libxext6 libfontconfig1 libfreetype6 with apt.",
        )
    return text.strip()


def _font(layout: Layout, children: Children, step: Step) -> None:
    source = next(layout.odoo.rglob(FONT_FILE), None)
    folder = layout.cache / "font"
    if not source:  # an Odoo tree of the user's own comes without it
        apt = PrivateApt(layout.cache / "apt", children, SUITES)
        try:
            files = apt.open().download([FONT], folder, step)
            apt.unpack(files, folder)
        finally:
            apt.forget()
        source = next(folder.rglob(FONT_FILE))
    target = layout.xdg / "fonts" / FONT_FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    shutil.copy(source, part)
    part.replace(target)
    shutil.rmtree(folder, ignore_errors=True)
