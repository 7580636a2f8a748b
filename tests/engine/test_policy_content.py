"""The hash of a policy's version changes with everything that it says."""

import hashlib
from datetime import date

import pytest
from dms_portal_engine.policy_content import (
    canonical_content,
    content_hash,
    file_hash,
)

CONTENT = {
    "number": 2,
    "date_start": date(2026, 1, 1),
    "date_last": None,
    "texts": {
        "body": {"en_US": "Within 14 days", "zh_CN": "14 天内"},
        "change_note": {},
    },
    "files": [("b.pdf", file_hash(b"b")), ("a.pdf", file_hash(b"a"))],
}


def test_content_is_written_one_way():
    expected = (
        '{"files":[["a.pdf","' + hashlib.sha256(b"a").hexdigest() + '"],'
        '["b.pdf","' + hashlib.sha256(b"b").hexdigest() + '"]],'
        '"first":"2026-01-01","last":"","number":2,'
        '"texts":{"body":{"en_US":"Within 14 days","zh_CN":"14 天内"},'
        '"change_note":{}}}'
    )
    assert canonical_content(**CONTENT).decode() == expected
    assert content_hash(**CONTENT) == hashlib.sha256(expected.encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"number": 3},
        {"date_start": date(2026, 1, 2)},
        {"date_last": date(2026, 12, 31)},
        {"texts": {"body": {"en_US": "Within 14 days", "zh_CN": "7 天内"}}},
        {"texts": {"body": {"en_US": "Within 14 days"}}},
        {"files": [("a.pdf", file_hash(b"a")), ("b.pdf", file_hash(b"B"))]},
        {"files": [("a.pdf", file_hash(b"a"))]},
    ],
)
def test_every_change_shows(change):
    assert content_hash(**{**CONTENT, **change}) != content_hash(**CONTENT)


def test_order_and_empty_languages_do_not_count():
    body = {"fr_FR": "", "zh_CN": "14 天内", "en_US": "Within 14 days"}
    same = {
        **CONTENT,
        "texts": {"change_note": {"en_US": ""}, "body": body},
        "files": CONTENT["files"][::-1],
    }
    assert content_hash(**same) == content_hash(**CONTENT)
