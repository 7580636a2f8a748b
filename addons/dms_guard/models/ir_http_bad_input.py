"""N12: a parameter that no page can use is the visitor's mistake, not the server's.

Native pages trust their parameters: ``/my/orders?sortby=x`` looks ``x`` up in a dict,
``?date_begin=x`` hands it to the date parser, ``/my/orders/1/document/1`` misses an
argument. Each becomes an Internal Server Error, an alarm for the operator and a hint
for an attacker. Patching each page would chase core for ever, so the exception itself
is asked: an error is answered with 400 when the request *demonstrably* caused it, that
is, when

- the arguments do not fit the page's signature,
- a text holds what PostgreSQL cannot store (NUL, half a surrogate pair),
- PostgreSQL refused a value (SQLSTATE class 22, data exception), or
- a lookup or conversion failed and names a value that the request submitted.

Every other error stays a 500, and each 400 of this kind is logged with its traceback,
so that a defect of ours is not hidden behind it.
"""

import contextlib
import inspect
import logging

import psycopg2
from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import request

_logger = logging.getLogger(__name__)

BLAMABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
SHORTEST_HINT = 4  # a shorter value may stand in a message by chance
LARGEST_ID = 2**31 - 1


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Watch the conversion of path arguments to records."""
        if not cls._guard_watches():
            return super()._pre_dispatch(rule, args)
        with blame_parameters(args):
            return super()._pre_dispatch(rule, args)

    @classmethod
    def _dispatch(cls, endpoint):
        """Watch the page itself, the rendering of its template included."""
        if not cls._guard_watches():
            return super()._dispatch(endpoint)
        refuse_unstorable(request.params)
        refuse_misfit(endpoint, request.params)
        with blame_parameters(request.params):
            return super()._dispatch(endpoint)

    @classmethod
    def _guard_watches(cls):
        """Tell whether the page is for people outside; the back office stays native."""
        if getattr(request, "is_frontend", False):
            return True
        return not (request.env.uid and request.env.user._is_internal())


def refuse_unstorable(params):
    """Refuse texts that no column can hold."""
    for value in submitted(params):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise BadRequest("A parameter holds characters that are not allowed.")


def refuse_misfit(endpoint, params):
    """Refuse a request without the arguments that its page cannot do without."""
    page = getattr(endpoint, "original_endpoint", None)
    if page is None:
        return
    needed = [
        parameter.name
        for parameter in list(inspect.signature(page).parameters.values())[1:]
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
    ]
    missing = [name for name in needed if name not in params]
    if missing:
        raise BadRequest(f"Parameters are missing: {', '.join(missing)}")


@contextlib.contextmanager
def blame_parameters(params):
    """Answer 400 instead of 500 when the request demonstrably caused the error."""
    try:
        yield
    except Exception as error:
        if not is_caused_by(error, submitted(params)):
            raise
        _logger.warning(
            "Request to %s refused for its parameters.",
            request.httprequest.path,
            exc_info=True,
        )
        raise BadRequest("A parameter has a value that cannot be used here.") from error


def is_caused_by(error, values):
    """Tell whether the error, or the one beneath it, names a submitted value."""
    while error is not None:
        if isinstance(error, psycopg2.DataError):
            return True
        if isinstance(error, BLAMABLE) and names(error, values):
            return True
        error = error.__cause__ or error.__context__
    return False


def names(error, values):
    """Tell whether one of the values stands in the error's own words."""
    if isinstance(error, OverflowError):
        return any(is_huge(value) for value in values)
    words = " ".join(map(str, error.args))
    return any(
        value in error.args
        or repr(value) in words
        or (len(value) >= SHORTEST_HINT and value in words)
        for value in values
    )


def is_huge(value):
    """Tell whether a text is a number beyond every record id."""
    digits = value.strip().removeprefix("-")
    return digits.isdecimal() and int(digits[:20]) > LARGEST_ID


def submitted(params):
    """Return all texts and numbers of the request as text, nested ones included."""
    values = []
    pending = list(params.values())
    while pending:
        value = pending.pop()
        if isinstance(value, str):
            values.append(value)
        elif isinstance(value, bool) or value is None:
            continue
        elif isinstance(value, (int, float)):
            values.append(str(value))
        elif isinstance(value, dict):
            pending += [*value.keys(), *value.values()]
        elif isinstance(value, (list, tuple)):
            pending += value
    return values
