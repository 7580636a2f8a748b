"""PostgreSQL runs as long as somebody uses it, and not longer."""

import subprocess

import pytest

from dmsctl.layout import Layout
from dmsctl.postgres import Cluster


@pytest.fixture
def make_cluster(tmp_path, monkeypatch):
    """Return a function that makes a user of one cluster, and the list of its stops."""
    monkeypatch.delenv("DMS_PG", raising=False)
    layout = Layout(tmp_path, tmp_path / ".local")
    layout.make()
    stops = []

    def make():
        cluster = Cluster(layout, children=None)
        monkeypatch.setattr(cluster, "stop", lambda: stops.append(True))
        cluster._hold()
        return cluster

    return make, stops


def test_the_last_of_two_users_stops_it(make_cluster):
    make, stops = make_cluster
    first, second = make(), make()
    first.release()
    assert stops == []
    second.release()
    assert stops == [True]


def test_a_detached_server_keeps_it(make_cluster):
    make, stops = make_cluster
    command = make()
    server = subprocess.Popen(["sleep", "60"], pass_fds=[command.lock_fd()])
    try:
        command.release()
        assert stops == []
        make().release()  # a later command comes and goes
        assert stops == []
    finally:
        server.kill()
        server.wait()
    make().release()
    assert stops == [True]
