"""Words that stay out, and links that lead somewhere."""

import re

import pytest
from tree import ROOT, sources

TEXT = (".py", ".xml", ".js", ".scss", ".md", ".yml", ".conf", ".txt", ".csv", ".html")
FORBIDDEN = {
    "a path of one machine": re.compile(r"(?<![\w.])/(?:work|root|home)/\w"),
    "a promise": re.compile(r"\b(?:TODO|FIXME|XXX)\b"),
    "a registry's host": re.compile(
        r"(?:pypi\.org|pythonhosted|npmjs\.(?:org|com)|deb\.debian\.org)"
    ),
}
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def faults(text):
    return [why for why, pattern in FORBIDDEN.items() if pattern.search(text)]


@pytest.mark.parametrize("path", sources(*TEXT), ids=lambda p: str(p.relative_to(ROOT)))
def test_words_that_stay_out(path):
    if path.name == "test_words.py":
        return
    assert faults(path.read_text(errors="replace")) == []


@pytest.mark.parametrize("path", sources(".md"), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(path):
    for target in LINK.findall(path.read_text()):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("text", ["see /root/x", "# TODO later", "from pypi.org"])
def test_the_check_bites(text):
    assert faults(text)
