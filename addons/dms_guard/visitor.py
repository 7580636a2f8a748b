"""The network address of whoever is being served, also where Odoo hides the request.

See ``patches/borrowed_requests.py`` for the place where that happens.
"""

import contextlib
from contextvars import ContextVar

from odoo.http import request

_borrowed_address = ContextVar("dms_guard_borrowed_address", default=None)


def address():
    """Return the visitor's address; None in scripts and scheduled jobs."""
    return request.httprequest.remote_addr if request else _borrowed_address.get()


@contextlib.contextmanager
def remembered():
    """Keep the address of the current request for code that runs without it."""
    token = _borrowed_address.set(address())
    try:
        yield
    finally:
        _borrowed_address.reset(token)
