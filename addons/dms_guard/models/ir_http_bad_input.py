"""N12: a parameter that no page can use is the visitor's mistake, not the server's.

Native pages trust their parameters: ``/my/orders?sortby=x`` looks ``x`` up in a dict,
``?date_begin=x`` hands it to the date parser, ``/my/orders/1/document/1`` misses an
argument. Each becomes an Internal Server Error, an alarm for the operator and a hint
for an attacker. Patching each page would chase core for ever, so the error itself is
asked for evidence (``blame.py``). A request is answered with 400 when

- it lacks arguments that the page cannot do without,
- it holds what PostgreSQL cannot store (NUL, half a surrogate pair), or
- its parameters demonstrably caused an error.

Every other error stays a 500, and each 400 of the third kind is logged with its
traceback, so that a defect of ours does not hide behind it.
"""

import contextlib
import inspect
import logging

from werkzeug.exceptions import BadRequest

from odoo import models
from odoo.http import request

from ..blame import is_caused_by, submitted

_logger = logging.getLogger(__name__)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _pre_dispatch(cls, rule, args):
        """Watch the conversion of path arguments to records."""
        if not cls._guard_watches(rule.endpoint):
            return super()._pre_dispatch(rule, args)
        with blame_parameters(args):
            return super()._pre_dispatch(rule, args)

    @classmethod
    def _dispatch(cls, endpoint):
        """Watch the page itself, the rendering of its template included."""
        if not cls._guard_watches(endpoint):
            return super()._dispatch(endpoint)
        refuse_unstorable(request.params)
        refuse_misfit(endpoint, request.params)
        with blame_parameters(request.params):
            return super()._dispatch(endpoint)

    @classmethod
    def _guard_watches(cls, endpoint):
        """Tell whether this is a page, and one for people outside.

        The back office stays native; RPC answers name what is wrong in their body.
        """
        if endpoint.routing["type"] != "http":
            return False
        if getattr(request, "is_frontend", False):
            return True
        return not (request.env.uid and request.env.user._is_internal())


def refuse_unstorable(params):
    """Refuse texts that no column can hold."""
    for value in submitted(params):
        if "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value):
            raise BadRequest(
                request.env._("A parameter holds characters that are not allowed.")
            )


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
        raise BadRequest(
            request.env._("Parameters are missing: %s", ", ".join(missing))
        )


@contextlib.contextmanager
def blame_parameters(params):
    """Answer 400 instead of 500 when the parameters caused the error."""
    try:
        yield
    except Exception as error:
        if hasattr(error, "error_response") or not is_caused_by(error, params):
            raise
        _logger.warning(
            "Request to %s refused for its parameters.",
            request.httprequest.path,
            exc_info=True,
        )
        raise BadRequest(
            request.env._("A parameter has a value that cannot be used here.")
        ) from error
