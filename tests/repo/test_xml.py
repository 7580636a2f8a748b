"""Views and data: one id per record, no forms that Odoo 19 no longer knows."""

import re
from collections import Counter

IDS = re.compile(r"<(?:record|template|menuitem)\b[^>]*?\bid=\"([^\"]+)\"", re.S)
GONE = ("<tree", "kanban-box", "attrs=", "oe_chatter", " states=")


def faults(text):
    return [word for word in GONE if word in text]


def test_ids_are_unique(addon):
    ids = Counter(
        name
        for path in addon.files("*.xml")
        if "static" not in path.parts
        for name in IDS.findall(path.read_text())
        if "." not in name
    )
    assert [name for name, count in ids.items() if count > 1] == []


def test_nothing_of_older_odoo(addon):
    for path in addon.files("*.xml"):
        assert faults(path.read_text()) == [], path


def test_the_check_bites():
    assert faults("<tree/>") == ["<tree"]
