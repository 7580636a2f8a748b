"""Queries are counted from the line that the server writes about a request."""

import importlib
from pathlib import Path

import pytest

BENCH = Path(__file__).resolve().parents[1] / "bench"
LINE = (
    "2026-01-05 09:00:00,123 77 INFO bench werkzeug: 127.0.0.1 - - "
    '[05/Jan/2026 09:00:00] "{request} HTTP/1.1" {status} - {queries} 0.011 0.052\n'
)


@pytest.fixture
def log(tmp_path, monkeypatch):
    path = tmp_path / "server.log"
    path.write_text(LINE.format(request="GET /my/dealer", status=200, queries=99))
    monkeypatch.setenv("DMS_E2E_LOG", str(path))
    monkeypatch.syspath_prepend(BENCH)
    return path


def request(log, text, queries, status=200):
    with log.open("a") as stream:
        stream.write("INFO bench odoo.modules.registry: 12 queries\n")
        stream.write(LINE.format(request=text, status=status, queries=queries))


def test_the_own_request_is_counted_not_an_earlier_or_another_one(log):
    queries = importlib.import_module("server_log").queries

    def act():
        request(log, "GET /web/image/1", 3)
        request(log, "GET /my/dealer?lang=en_US", 35)

    assert queries("/my/dealer", act) == 35


def test_the_method_behind_the_path_is_ignored(log):
    queries = importlib.import_module("server_log").queries
    path = "/web/dataset/call_kw/sale.order/create"
    found = queries(path, lambda: request(log, f"POST {path}#sale.order.create", 858))
    assert found == 858


def test_a_page_that_fails_is_no_figure(log):
    queries = importlib.import_module("server_log").queries
    with pytest.raises(AssertionError, match="answers 500"):
        queries("/my", lambda: request(log, "GET /my", 4, status=500))
