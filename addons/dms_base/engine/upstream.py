"""The order in which dealers who buy from each other can be entered."""

from collections.abc import Mapping


def upstream_waves(upstream: Mapping[str, str]) -> tuple[list[list[str]], set[str]]:
    """Return the members in waves: each one's upstream stands in an earlier wave.

    Args:
        upstream: member → the one it buys from; one who is no member is taken to be
            there already, "" buys from nobody.
    Returns:
        The waves, and those who buy from themselves through others, or from such.

    >>> waves, circle = upstream_waves({"b": "a", "a": "", "x": "y", "y": "x"})
    >>> waves, sorted(circle)
    ([['a'], ['b']], ['x', 'y'])
    """
    waves: list[list[str]] = []
    waiting = dict(upstream)
    while waiting:
        wave = [member for member, above in waiting.items() if above not in waiting]
        if not wave:
            break
        waves.append(wave)
        for member in wave:
            del waiting[member]
    return waves, set(waiting)
