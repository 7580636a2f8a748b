"""Decide whether a request's parameters caused an error.

An error is the visitor's only on evidence, because everything else is a defect that an
operator has to see. The evidence is of four kinds:

- *the error speaks*: its text names a submitted value, as in ``KeyError('x')`` or
  ``invalid literal for int(): 'x'``, or a submitted parameter, as in
  ``got multiple values for argument 'partner_id'``;
- *the failing code held it*: one of the innermost functions had a submitted value in
  its hands when it raised a complaint about values or types;
- *the failing line looked into the request*, as in ``post["old"]``, for what is not
  there;
- *PostgreSQL says so*: SQLSTATE class 22, data exception.

A plain number, a single letter or the name of a model is in many hands, so holding one
proves nothing.
"""

import inspect
import json
import linecache
import re
import traceback

import psycopg2

INNERMOST = 4  # functions that may have held the value
LARGEST_ID = 2**31 - 1
SHORTEST_HINT = 4  # shorter values stand in texts by chance
# Numbers, letters and names of models.
PLAIN = re.compile(r"\d{1,10}|\w?|[a-z_]+(\.[a-z_\d]+)+")
# "'str' object has no attribute", "'int' object is not subscriptable"
WRONG_KIND = re.compile(r"'(str|int|float|bool|list|dict)' object ")


def is_caused_by(error, params):
    """Tell whether the error, or one beneath it, is due to the submitted parameters."""
    values = submitted(params)
    while error is not None:
        if (
            isinstance(error, psycopg2.DataError)
            or speaks(error, values, params)
            or was_held(error, values)
            or looked_into_request(error)
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def speaks(error, values, names):
    """Tell whether the error's own words name a submitted value or parameter."""
    if isinstance(error, OverflowError):
        return any(map(is_huge, values))
    words = " ".join(map(str, error.args))
    if isinstance(error, NotImplementedError):
        return any(is_word(name, words) for name in names if len(name) >= SHORTEST_HINT)
    if not isinstance(error, (LookupError, TypeError, ValueError)):
        return False
    if any(word in map(str, error.args) for word in (*values, *names)):
        return True
    if isinstance(error, TypeError) and any(f"'{name}'" in words for name in names):
        return True
    return any(is_named(value, words, error) for value in values)


def is_named(value, words, error):
    """Tell whether a text names a value: quoted, long enough, or as a whole word."""
    if repr(value) in words or (len(value) >= SHORTEST_HINT and value in words):
        return True
    return bool(value and isinstance(error, ValueError) and is_word(value, words))


def is_word(value, text):
    """Tell whether a text holds a value as a whole word."""
    return bool(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text))


def was_held(error, values):
    """Tell whether the code that complained had a submitted value in its hands."""
    if isinstance(error, AttributeError):
        if not WRONG_KIND.match(str(error)):
            return False
    elif not isinstance(error, (AssertionError, TypeError, ValueError)):
        return False
    telling = {value for value in values if not PLAIN.fullmatch(value)}
    frames = list(traceback.walk_tb(error.__traceback__))[-INNERMOST:]
    return any(
        holds(local, telling)
        for frame, _line in frames
        for local in frame.f_locals.values()
    )


def holds(local, values):
    """Tell whether a variable is, or is made from, one of the values."""
    if isinstance(local, (list, tuple)):
        flat = (item for item in local[:10] if not isinstance(item, (list, tuple)))
        return any(holds(item, values) for item in flat)
    if isinstance(local, int) and not isinstance(local, bool):
        return str(local) in values
    if isinstance(local, str):
        return any(
            value == local or (len(value) >= SHORTEST_HINT and value in local)
            for value in values
        )
    return False


def looked_into_request(error):
    """Tell whether the failing line looks into the request or a page's ``**kw``."""
    frames = list(traceback.walk_tb(error.__traceback__))
    if not isinstance(error, LookupError) or not frames:
        return False
    frame, line = frames[-1]
    source = linecache.getline(frame.f_code.co_filename, line)
    if "request.params" in source or "request.httprequest" in source:
        return True
    code = frame.f_code
    if not code.co_flags & inspect.CO_VARKEYWORDS:
        return False
    index = code.co_argcount + code.co_kwonlyargcount
    index += bool(code.co_flags & inspect.CO_VARARGS)
    return bool(re.search(rf"\b{code.co_varnames[index]}\[", source))


def is_huge(value):
    """Tell whether a text is a number beyond every record id."""
    digits = value.strip().removeprefix("-")
    return digits.isdecimal() and int(digits[:20]) > LARGEST_ID


def submitted(params):
    """Return all texts and numbers of the parameters as text, nested ones included."""
    values = []
    pending = list(params.values())
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            values.append(value)
            pending += unpacked(value)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            values.append(str(value))
        elif isinstance(value, dict):
            pending += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple)):
            pending += value
    return values


def unpacked(text):
    """Return what a text holds that is JSON, as pages that take JSON read it."""
    if not text.startswith(("[", "{")):
        return []
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        return []
