"""Translation files: compare them with the code's terms, or bring them up to date.

Odoo exports the terms of an installed add-on. ``--check`` says for each add-on whether
its ``.pot`` holds just those, ``--update`` rewrites ``.pot`` and ``zh_CN.po`` and keeps
every translation whose term still exists.
"""

import argparse
import io
import sys
from pathlib import Path

import polib

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from odoo.tools.translate import trans_export

from odoo_env import environment

LANGUAGE = "zh_CN"
WIDTH = 78


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    action = parser.add_mutually_exclusive_group(required=True)
    action.add_argument("--check", action="store_true")
    action.add_argument("--update", action="store_true")
    parser.add_argument("folder", type=Path)
    parser.add_argument("addons", nargs="+")
    options = parser.parse_args()
    stale = 0
    with environment(options.database) as env:
        for name in options.addons:
            fresh = _export(env, name)
            folder = options.folder / name / "i18n"
            if options.update:
                _say(_update(fresh, folder, name))
            else:
                verdict = _compare(fresh, folder / f"{name}.pot")
                stale += bool(verdict)
                _say(f"stale {name}.pot: {verdict}" if verdict else f"fresh {name}.pot")
    return 1 if stale else 0


def _export(env, name: str) -> polib.POFile:
    buffer = io.BytesIO()
    trans_export(None, [name], buffer, "po", env)
    return polib.pofile(buffer.getvalue().decode(), wrapwidth=WIDTH)


def _compare(fresh: polib.POFile, path: Path) -> str:
    """What the file lacks or has too much, in words; empty if it is right."""
    if not path.is_file():
        return "" if not len(fresh) else "there is no such file"
    kept = {entry.msgid for entry in polib.pofile(str(path))}
    now = {entry.msgid for entry in fresh}
    parts = [f"lacks {text!r}" for text in sorted(now - kept)[:3]]
    parts += [f"has {text!r} too much" for text in sorted(kept - now)[:3]]
    return ", ".join(parts)


def _update(fresh: polib.POFile, folder: Path, name: str) -> str:
    if not len(fresh):
        return f"{name}: no terms"
    folder.mkdir(exist_ok=True)
    template = folder / f"{name}.pot"
    if _entries(template) != _facts(fresh):
        fresh.save(str(template))
    catalogue = folder / f"{LANGUAGE}.po"
    known = {}
    if catalogue.is_file():
        known = {e.msgid: e.msgstr for e in polib.pofile(str(catalogue)) if not e.fuzzy}
    merged = polib.pofile(str(fresh), wrapwidth=WIDTH)
    merged.metadata["Language"] = LANGUAGE
    for entry in merged:
        entry.msgstr = known.get(entry.msgid, "")
    if _entries(catalogue) != _facts(merged):
        merged.save(str(catalogue))
    missing = len(merged.untranslated_entries())
    return f"{name}: {len(merged)} terms, {missing} without translation"


def _facts(catalogue: polib.POFile) -> list[tuple]:
    """Everything but the dates in the header."""
    return [
        (e.msgid, e.msgstr, e.comment, tuple(e.occurrences), e.fuzzy) for e in catalogue
    ]


def _entries(path: Path) -> list[tuple] | None:
    return _facts(polib.pofile(str(path))) if path.is_file() else None


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
