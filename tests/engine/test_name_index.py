"""A record is found by what people call it, and never by guessing."""

import doctest

import pytest
from dms_base_engine import name_index
from dms_base_engine.name_index import NameAmbiguous, NameIndex, NameUnknown


@pytest.fixture
def index():
    index = NameIndex()
    index.add(1, "East China", "China / East China", code="CN-E")
    index.add(1, "华东", "中国 / 华东")
    index.add(2, "East", "Japan / East", code="JP-E")
    index.add(3, "East", "Korea / East", code=None)
    index.add(4, "CN-E", "Odd name")
    return index


@pytest.mark.parametrize(
    ("_case", "text", "key"),
    [
        ("name", "East China", 1),
        ("name in another language", "华东", 1),
        ("other case and blanks", " eastCHINA ", 1),
        ("path", "中国 / 华东", 1),
        ("path with another sign", "中国>华东", 1),
        ("full width", "Ｊａｐａｎ／Ｅａｓｔ", 2),
        ("code", "jp-e", 2),
        ("a code goes before a name", "CN-E", 1),
    ],
)
def test_a_record_is_found_by_what_it_is_called(_case, text, key, index):
    assert index.find(text.strip()) == key


def test_a_name_that_several_have_is_not_guessed(index):
    with pytest.raises(NameAmbiguous) as caught:
        index.find("East")
    assert caught.value.found == [2, 3]


@pytest.mark.parametrize("text", ["West", "", "/"])
def test_an_unknown_name_is_said(text, index):
    with pytest.raises(NameUnknown):
        index.find(text)


def test_the_examples_of_the_documentation_hold():
    assert doctest.testmod(name_index).failed == 0
