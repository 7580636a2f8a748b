"""The database of a benchmark, straight: for what no call of the product should do."""

import configparser
import os
from functools import cache

import psycopg2


@cache
def connection():
    """Return a connection to the database that is measured, each statement its own."""
    config = configparser.ConfigParser(interpolation=None)
    config.read(os.environ["ODOO_RC"])
    options = config["options"]
    given = {
        key: options.get(f"db_{key}") for key in ("host", "port", "user", "password")
    }
    wanted = {
        key: value for key, value in given.items() if value not in (None, "False")
    }
    link = psycopg2.connect(dbname=os.environ["DMS_E2E_DB"], **wanted)
    link.autocommit = True
    return link
