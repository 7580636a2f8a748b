"""Manifests say the truth, and every file they should name is named."""

import csv
import re

import pytest
from tree import ROOT, addons

DATA_FOLDERS = ("security", "data", "views", "wizards", "report")
NAMED = re.compile(r"^\s+_name = \"(dms\.[\w.]+)\"", re.M)
ABSTRACT = re.compile(r"class \w+\(models\.AbstractModel\):")


def test_keys(addon):
    manifest = addon.manifest
    assert manifest["license"] == "LGPL-3"
    assert manifest["version"].startswith("19.0.")
    assert manifest["author"] == "DMS Founders"
    assert len(manifest["depends"]) <= 6


def test_every_data_file_is_listed_and_every_listed_file_exists(addon):
    listed = set(addon.manifest.get("data", []))
    present = {
        str(path.relative_to(addon.path))
        for folder in DATA_FOLDERS
        for pattern in ("*.xml", "*.csv")
        for path in addon.files(f"{folder}/{pattern}")
    }
    assert listed == present


def test_every_model_has_a_line_of_access_rights(addon):
    wanted = set()
    for path in [*addon.files("models/*.py"), *addon.files("wizards/*.py")]:
        for part in re.split(r"^class ", path.read_text(), flags=re.M)[1:]:
            if "AbstractModel" not in part.partition("\n")[0]:
                wanted |= set(NAMED.findall(part))
    rights = addon.path / "security" / "ir.model.access.csv"
    rows = csv.DictReader(rights.open()) if rights.is_file() else []
    granted = {row["model_id:id"].rpartition(".")[2] for row in rows}
    assert {f"model_{name.replace('.', '_')}" for name in wanted} <= granted


def test_an_addon_explains_itself(addon):
    for name in ("README.md", "static/description/index.html", "i18n/zh_CN.po"):
        assert (addon.path / name).is_file(), name


def test_python_packages_are_locked(addon):
    locked = {
        line.partition("==")[0].lower()
        for line in (ROOT / "requirements.txt").read_text().splitlines()
        if "==" in line
    }
    needed = addon.manifest.get("external_dependencies", {}).get("python", [])
    assert {re.split(r"[<>=]", name)[0].lower() for name in needed} <= locked


@pytest.mark.parametrize(
    "reserved", ["file", "directory", "storage", "tag", "category"]
)
def test_names_that_others_own_stay_free(reserved):
    for addon in addons():
        for path in addon.files("*.py"):
            assert f'_name = "dms.{reserved}"' not in path.read_text(), path
