"""Dealers are entered after those from whom they buy."""

import doctest

import pytest
from dms_base_engine import upstream
from dms_base_engine.upstream import upstream_waves
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("_case", "members", "waves", "circle"),
    [
        ("nobody", {}, [], set()),
        ("all buy from the brand", {"a": "", "b": ""}, [["a", "b"]], set()),
        ("a chain", {"c": "b", "b": "a", "a": ""}, [["a"], ["b"], ["c"]], set()),
        ("upstream is there already", {"a": "old"}, [["a"]], set()),
        ("from itself", {"a": "a", "b": ""}, [["b"]], {"a"}),
        ("behind a circle", {"a": "b", "b": "a", "c": "a"}, [], {"a", "b", "c"}),
    ],
)
def test_waves(_case, members, waves, circle):
    assert upstream_waves(members) == (waves, circle)


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 25)))
def test_everybody_is_in_one_wave_after_the_upstream_or_in_a_circle(members):
    waves, circle = upstream_waves(members)
    place = {member: index for index, wave in enumerate(waves) for member in wave}
    assert set(place) | circle == set(members)
    assert not set(place) & circle
    for member, index in place.items():
        assert place.get(members[member], -1) < index


def test_the_examples_of_the_documentation_hold():
    assert doctest.testmod(upstream).failed == 0
