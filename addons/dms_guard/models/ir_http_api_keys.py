"""N3: wrong API keys are limited too, and answered with 429.

Natively every wrong bearer key costs the caller nothing but a 401. Here a key is
counted against its address before it is looked up. After five wrong keys the address
gets one more look a minute; other attempts are refused unseen with ``429 Too Many
Requests``. A key that worked from that address within the last 30 days passes, so a
forgotten integration with an expired key does not lock out its neighbours.
"""

import logging
import re

import psycopg2
from werkzeug.exceptions import TooManyRequests

from odoo import models
from odoo.http import request

from .dms_guard_attempt import TooManyAttempts

_logger = logging.getLogger(__name__)

BEARER = re.compile(r"bearer\s+(.+)", re.IGNORECASE)


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        """Count bearer keys that are new to the address around the native check."""
        address = request.httprequest.remote_addr
        attempts = request.env["dms.guard.attempt"]
        key = cls._guard_new_key(endpoint, attempts, address)
        if not key:
            super()._authenticate(endpoint)
            return
        if request.env.cr.readonly:
            # Counting writes: have the request served again with a cursor that may.
            raise psycopg2.errors.ReadOnlySqlTransaction("counting an API key")
        limit = attempts._source_limit("key", address)
        cls._guard_count_key(attempts, limit)
        super()._authenticate(endpoint)
        attempts._settle([limit], key)

    @classmethod
    def _guard_new_key(cls, endpoint, attempts, address):
        """Return the mark of a bearer key that has not worked from the address yet."""
        header = request.httprequest.headers.get("Authorization", "")
        match = BEARER.match(header)
        if endpoint.routing["auth"] != "bearer" or not match:
            return None
        mark = attempts._mark(f"key {match[1]} from {attempts._source(address)}")
        return None if attempts._is_known(mark) else mark

    @classmethod
    def _guard_count_key(cls, attempts, limit):
        """Count one key that is new to the address, or refuse it unseen."""
        try:
            attempts._count([limit])
        except TooManyAttempts as paused:
            _logger.warning(
                "API key from %s refused unseen: too many wrong keys.",
                request.httprequest.remote_addr,
            )
            raise TooManyRequests(
                request.env._("Too many wrong API keys from this address."),
                retry_after=paused.seconds,
            ) from None
