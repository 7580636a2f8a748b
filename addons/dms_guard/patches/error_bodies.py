"""N8: only internal users read how the server failed.

``serialize_exception`` fills the error bodies of JSON-RPC and ``/json/2``, also for
requests that never reach a database or a model, hence a patch. Natively every caller,
signed in or not, gets a full traceback with server paths. Everybody but internal users
now gets an empty ``debug``, and, for failures that no message was written for, neither
the exception's name nor its text: an SQL error quotes the statement, a KeyError the
key.
"""

import functools

from werkzeug.exceptions import HTTPException

from odoo import http
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

MESSAGE = _lt("The server could not process the request.")
SPEAKING = (UserError, HTTPException, http.SessionExpiredException)


def reads_tracebacks():
    """Tell whether the current request comes from an internal user.

    The failure may have left the cursor unusable; then the answer is no.
    """
    env = http.request and http.request.env
    try:
        return bool(env and env.uid and env.user._is_internal())
    except Exception:  # whatever it is, the caller gets less
        return False


def unnamed():
    """Return what is said of a failure that no message was written for."""
    lang = http.request.session.context.get("lang") or "en_US"
    return {
        "name": "odoo.http.ServerError",
        "message": MESSAGE._translate(lang),
        "arguments": [],
        "context": {},
    }


def apply():
    """Wrap ``odoo.http.serialize_exception``."""
    native = http.serialize_exception

    @functools.wraps(native)
    def serialize_exception(exception, *, message=None, arguments=None):
        body = native(exception, message=message, arguments=arguments)
        if http.request and not reads_tracebacks():
            body["debug"] = ""
            if not isinstance(exception, SPEAKING):
                body.update(unnamed())
        return body

    http.serialize_exception = serialize_exception
