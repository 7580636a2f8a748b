"""N13: while the database is away, requests are answered with 503, not 404.

Odoo treats a database that cannot be reached like one that does not exist: it signs
the visitor out and serves the pages that need no database, so a client of the API reads
404 and gives up for good. It happens before any model is loaded, hence a patch.

503 with ``Retry-After`` is answered where PostgreSQL cannot be asked, or says that the
database exists; the session is left alone. ``/web/health`` stays as it is: it reports
on the process, and a supervisor must not restart it for the database's sake.
"""

import functools
import json
import logging

import psycopg2
from psycopg2.pool import PoolError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from odoo import http, sql_db
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds; PostgreSQL restarts in less
LIVENESS = "/web/health"
# SQLSTATE classes: connection exception, insufficient resources, operator intervention.
LOST_CLASSES = ("08", "53", "57")
CANCELLED = "57014"  # a statement timeout, not an outage
MESSAGE = _lt("The service is not available right now. Try again in a few seconds.")


def apply():
    """Wrap the two ways in which a request is served."""
    http.Request._serve_db = with_database(http.Request._serve_db)
    http.Request._serve_nodb = without_database(http.Request._serve_nodb)


def with_database(serve):
    """Answer 503 when the database gets lost before or during the request."""

    @functools.wraps(serve)
    def serve_db(self):
        database = self.db
        try:
            return serve(self)
        except http.RegistryError as error:
            if self.httprequest.path == LIVENESS or not is_away(error, database):
                self._dms_guard_database_answers = True
                raise
            raise unavailable(self, error) from error
        except HTTPException:
            raise
        except Exception as error:
            if not is_lost(error):
                raise
            raise unavailable(self, error) from error

    return serve_db


def without_database(serve):
    """Answer 503 when no database was found because none could be asked for."""

    @functools.wraps(serve)
    def serve_nodb(self):
        if self.httprequest.path != LIVENESS and is_only_away(self):
            raise unavailable(self, "PostgreSQL does not answer")
        return serve(self)

    return serve_nodb


def is_only_away(request):
    """Tell whether a request would have a database if PostgreSQL had answered."""
    if getattr(request, "_dms_guard_database_answers", False):
        return False
    if not server_answers():
        return True
    # It answers again: had it done so before, its only database would be in use.
    return request.db is None and len(http.db_list(force=True)) == 1


def is_away(error, database):
    """Tell a database that cannot be reached from one that is not there or is empty."""
    cause = error.__cause__
    if isinstance(cause, psycopg2.ProgrammingError):
        return False  # it answered: it has no Odoo tables
    return is_lost(cause) and (not server_answers() or exists(database))


def is_lost(error):
    """Tell whether an exception, or one that led to it, is a lost connection."""
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if is_loss(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def is_loss(error):
    """Tell whether an exception itself is a lost connection."""
    if isinstance(error, psycopg2.DatabaseError):
        if not error.pgcode:  # the driver found nobody to give it a code
            return type(error) in (psycopg2.OperationalError, psycopg2.DatabaseError)
        return error.pgcode.startswith(LOST_CLASSES) and error.pgcode != CANCELLED
    if isinstance(error, psycopg2.InterfaceError):
        return "connection already closed" in str(error)  # the driver's own words
    return isinstance(error, PoolError)


def server_answers():
    """Ask PostgreSQL for anything at all."""
    return ask("SELECT 1") is not None


def exists(database):
    """Ask PostgreSQL whether it has the database."""
    return bool(ask("SELECT 1 FROM pg_database WHERE datname = %s", [database]))


def ask(query, params=None):
    """Return what PostgreSQL's own database answers, None if it does not."""
    try:
        with sql_db.db_connect("postgres").cursor() as cr:
            cr.execute(query, params)
            return cr.fetchall()
    except (psycopg2.Error, PoolError):
        return None


def unavailable(request, error):
    """Return the exception that answers 503, in JSON where JSON came in."""
    _logger.warning("Answering 503 to %s: %s", request.httprequest.path, error)
    message = MESSAGE._translate(request.session.context.get("lang") or "en_US")
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    if request.httprequest.mimetype.startswith("application/json"):
        # The fields of both error formats: JSON-RPC reads "error", /json/2 the rest.
        data = {"name": "odoo.http.ServiceUnavailable", "message": message, "debug": ""}
        error = {"code": 503, "message": message, "data": data}
        body = json.dumps({"jsonrpc": "2.0", "id": None, "error": error} | data)
        response = http.Response(body, 503, headers, content_type="application/json")
    else:
        kind = "text/plain; charset=utf-8"
        response = http.Response(message, 503, headers, content_type=kind)
    exception = ServiceUnavailable(message, response=response)
    exception.error_response = response
    return exception
