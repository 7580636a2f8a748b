"""The decisions that the installation takes, each on its own."""

import io

import pytest

from dmsctl import addons, apt, odoo_tree, postgres, postgres_files
from dmsctl.checklog import Checklog
from dmsctl.console import Console, Failure, Step
from dmsctl.layout import SOCKET_NAME, SOCKET_PATH_LIMIT, Layout
from dmsctl.stamps import Stamps, digest


def test_the_mirror_is_the_systems_and_never_the_security_archive():
    targets = """\
http://mirror.example/debian-security/ bookworm-security main
http://mirror.example/debian/ bookworm contrib
http://mirror.example/debian/ bookworm main
"""
    assert apt.pick_mirror(targets) == "http://mirror.example/debian/"
    assert apt.pick_mirror("") == ""


def test_sizes_come_from_apt():
    text = "'http://m/pool/x_1_all.deb' x_1_all.deb 1200 SHA256:ab\nNote: nothing\n"
    assert apt.parse_uris(text) == [
        apt.Package("http://m/pool/x_1_all.deb", "x_1_all.deb", 1200)
    ]


def test_the_pinned_odoo_is_taken_while_it_is_there():
    assert odoo_tree.choose(["19.0.1-1", odoo_tree.VERSION]) == odoo_tree.VERSION


def test_a_newer_revision_of_the_series_replaces_a_vanished_pin():
    assert odoo_tree.choose(["20.0.0-1", "19.0.2-1", "19.0.1-1"]) == "19.0.2-1"


def test_another_series_is_refused_with_advice():
    with pytest.raises(Failure) as failure:
        odoo_tree.choose(["20.0.0-1"])
    assert "ODOO_HOME" in failure.value.advice


def test_postgresql_comes_without_scripts_and_compilers():
    would = ["libllvm14", "perl", "libjson-perl", "libpq5", "ssl-cert", "libicu72"]
    would += [
        "postgresql-common",
        "postgresql-client-15",
        "postgresql-15",
        "postgresql",
    ]
    assert postgres_files.choose(would) == [
        "libpq5",
        "libicu72",
        "postgresql-client-15",
        "postgresql-15",
    ]


def test_a_foreign_server_is_read_as_libpq_writes_it():
    found = postgres.parse_connection("host=/run/postgresql port=5433 user='me'")
    assert found.options == {
        "db_host": "/run/postgresql",
        "db_port": "5433",
        "db_user": "me",
    }


@pytest.mark.parametrize("text", ["host", "hots=/run", "host='open"])
def test_a_misspelt_server_is_refused_with_an_example(text):
    with pytest.raises(Failure) as failure:
        postgres.parse_connection(text)
    assert "host=/run/postgresql" in failure.value.advice


def test_the_socket_fits_however_deep_the_project_lies(tmp_path, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    deep = tmp_path.joinpath(*["a-rather-long-name-of-a-folder"] * 5)
    for local in (tmp_path / "x", deep):
        layout = Layout(local, local)
        folder = layout.socket_dir()
        assert folder.is_dir()
        assert len(f"{folder}{SOCKET_NAME}".encode()) < SOCKET_PATH_LIMIT
        if local == deep:
            assert not folder.is_relative_to(deep)
            folder.rmdir()


def test_an_interrupted_step_leaves_no_stamp(tmp_path):
    stamps = Stamps(tmp_path / "stamps")
    assert not stamps.holds("odoo", "key")
    stamps.set("odoo", "key")
    assert stamps.holds("odoo", "key")
    assert not stamps.holds("odoo", "another key")
    stamps.clear("odoo")
    assert not stamps.holds("odoo", "key")
    assert digest("a", 1) != digest("a", 2)


def manifest(folder, name, text):
    path = folder / name / "__manifest__.py"
    path.parent.mkdir(parents=True)
    path.write_text(text)


@pytest.fixture
def three(tmp_path):
    manifest(tmp_path, "dms_base", '{"depends": ["sale", "portal"]}')
    manifest(tmp_path, "dms_portal", '{"depends": ["dms_base", "stock"]}')
    manifest(
        tmp_path, "dms_guard", '{"depends": ["dms_base"], "auto_install": ["dms_base"]}'
    )
    manifest(tmp_path, "dms_off", '{"installable": False}')
    return tmp_path


def test_addons_are_found_by_their_manifests(three):
    found = addons.discover(three)
    assert list(found) == ["dms_base", "dms_guard", "dms_portal"]
    assert addons.foreign_depends(found) == ["portal", "sale", "stock"]


def test_an_addon_brings_what_it_stands_on_and_the_glue(three):
    found = addons.closure(addons.discover(three), ["dms_base"])
    assert list(found) == ["dms_base", "dms_guard"]


def test_tests_and_documents_leave_the_template_valid(three):
    before = addons.content_hash(addons.discover(three))
    (three / "dms_base" / "tests").mkdir()
    (three / "dms_base" / "tests" / "test_x.py").write_text("x")
    (three / "dms_base" / "README.md").write_text("x")
    assert addons.content_hash(addons.discover(three)) == before
    (three / "dms_base" / "models.py").write_text("x")
    assert addons.content_hash(addons.discover(three)) != before


def test_unexpected_warnings_are_complaints(tmp_path):
    (tmp_path / "tests").mkdir()
    allowed = tmp_path / "tests" / "allowed_log_lines.txt"
    allowed.write_text("# why\nodoo\\.known: .*harmless\n")
    check = Checklog(tmp_path)
    check.read("2026-01-02 03:04:05,678 9 WARNING db odoo.known: quite harmless")
    check.read("2026-01-02 03:04:05,678 9 INFO db odoo.x: fine")
    assert check.complaints == []
    check.read("2026-01-02 03:04:05,678 9 WARNING db odoo.x: not fine")
    assert check.complaints == ["WARNING db odoo.x: not fine"]


def test_an_allowed_cause_may_stand_in_the_traceback(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "allowed_log_lines.txt").write_text("Known cause\n")
    check = Checklog(tmp_path)
    for cause in ("Known cause", "Another cause"):
        check.read("2026-01-02 03:04:05,678 9 ERROR db odoo.http: Exception.")
        check.read("Traceback (most recent call last):")
        check.read(f"RuntimeError: {cause}")
    assert check.complaints == ["ERROR db odoo.http: Exception."]


def test_progress_without_a_terminal_prints_few_lines():
    stream = io.StringIO()
    step = Step(Console(stream), 3, 9, "Odoo 19")
    for percent in range(101):
        step.progress(percent / 100)
    lines = stream.getvalue().splitlines()
    assert lines[2] == "[3/9] Odoo 19 … 40 %"
    assert len(lines) == 6  # 0, 20, 40, 60, 80, 100
