"""Fixtures for tests against a running server and a real browser.

``./dms test`` starts the server on a fresh copy of the template database and says where it
is in DMS_E2E_URL and DMS_E2E_DB.
"""

import os

import pytest
from rpc import Client
from screens import started_browser


def _environment(name):
    value = os.environ.get(name)
    if not value:
        pytest.fail(f"{name} is not set; run these tests by ./dms test e2e")
    return value


@pytest.fixture(scope="session")
def base_url():
    return _environment("DMS_E2E_URL").rstrip("/")


@pytest.fixture(scope="session")
def database():
    return _environment("DMS_E2E_DB")


@pytest.fixture(scope="session")
def admin(base_url, database):
    return Client(base_url, database, "admin", "admin")


@pytest.fixture(scope="session")
def sign_in(base_url, database):
    """Return a function (login, password) → Client."""
    return lambda login, password: Client(base_url, database, login, password)


@pytest.fixture(scope="session")
def browser():
    with started_browser() as browser:
        yield browser
