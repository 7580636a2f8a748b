"""Build the style and script bundles of a database once, for all of its clones."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from odoo_env import environment


def main(database: str) -> None:
    with environment(database) as env:
        env["ir.qweb"]._pregenerate_assets_bundles()


if __name__ == "__main__":
    main(sys.argv[1])
