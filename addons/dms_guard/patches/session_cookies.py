"""N11: no cookie leaves without SameSite, and none without Secure over https.

Odoo sets ``session_id`` with HttpOnly alone. The header is written in several places
that ``ir.http`` does not pass (redirects that end a request early, expired sessions),
but all of them call one of two methods, which are wrapped here. A caller that names
SameSite itself keeps it. The scheme is the visitor's: behind a proxy it needs
``proxy_mode``.
"""

import functools

from odoo import http

SAME_SITE = "Lax"


def apply():
    """Wrap both ``set_cookie`` methods of the HTTP layer."""
    for response_class in (http.FutureResponse, http._Response):
        response_class.set_cookie = guarded(response_class.set_cookie)


def guarded(set_cookie):
    """Return the method with safe defaults for the two flags."""

    @functools.wraps(set_cookie)
    def guarded_set_cookie(self, key, *args, **kwargs):
        kwargs["samesite"] = kwargs.get("samesite") or SAME_SITE
        if http.request and http.request.httprequest.scheme == "https":
            kwargs["secure"] = True
        return set_cookie(self, key, *args, **kwargs)

    return guarded_set_cookie
