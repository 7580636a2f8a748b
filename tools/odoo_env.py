"""An Odoo environment for scripts that run beside the server, in their own process.

Started through ``./dms`` (or with ``ODOO_RC`` set), with the virtual environment's
Python::

    with environment("dms") as env:
        env["res.partner"].search_count([])
        commit(env)

What is left at the end of the block is committed; an exception rolls it back. A server
that runs on the same database is told to forget what it remembers of changed records.
"""

import gc
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import odoo
from odoo import api
from odoo.modules.registry import Registry
from odoo.tools import config

DEFAULT_RC = Path(__file__).resolve().parents[1] / ".local" / "run" / "odoo.conf"


@contextmanager
def environment(
    database: str, *, log_level: str = "warn", context: dict | None = None
) -> Iterator[api.Environment]:
    """Give a superuser environment on ``database``; commit at the end.

    Args:
        database: an Odoo database that exists and is initialised.
        log_level: what Odoo writes to standard error, e.g. ``info``.
        context: the environment's context, e.g. ``{"lang": "zh_CN"}``.
    """
    registry = _registry(database, log_level)
    try:
        with registry.cursor() as cursor:
            yield api.Environment(cursor, odoo.SUPERUSER_ID, context or {})
        registry.signal_changes()
    finally:
        odoo.sql_db.close_db(database)


def commit(env: api.Environment) -> None:
    """Write pending values and commit, so that what is done so far stays."""
    env.flush_all()
    env.cr.commit()
    env.registry.signal_changes()
    env.invalidate_all()


def settle(env: api.Environment) -> None:
    """Write pending values and let go of what was read, without a commit.

    Odoo goes through all environments of a transaction whenever it makes one; after
    some hundred orders that is a third of the time, unless they are let go.
    """
    env.cr.flush()
    env.invalidate_all()
    gc.collect()


def _registry(database: str, log_level: str) -> Registry:
    arguments = ["-d", database, f"--log-level={log_level}", "--no-http"]
    arguments += ["-c", os.environ.get("ODOO_RC") or str(DEFAULT_RC)]
    config.parse_config(arguments, setup_logging=True)
    logging.getLogger("odoo.modules.loading").setLevel(logging.WARNING)
    return Registry(database)
