"""The build itself: all of it or nothing, and once."""

import argparse
import time
from datetime import date, datetime, timedelta, timezone

from odoo_env import environment

from . import promotions, signin
from .company import Brand
from .desk import Desk
from .money import Money
from .people import Network
from .plan import SEED, build
from .terms import Terms
from .trade import Trade

MARK = "dms.demo"
CHINA = timezone(timedelta(hours=8))
QUIET = {
    "lang": "en_US",
    "tz": "Asia/Shanghai",
    "tracking_disable": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notify_force_send": False,
    "no_reset_password": True,
}


def main(arguments: list[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    with environment(options.database, context=QUIET) as env:
        if env["ir.config_parameter"].get_param(MARK):
            print("100% the demo brand is there", flush=True)
            return 0
        if env["res.partner"].search_count([("is_dealer", "=", True)], limit=1):
            print(
                f"100% left out: {options.database} has dealers of its own", flush=True
            )
            return 0
        start = time.perf_counter()
        fill(env, options.today, options.seed)
        env["ir.config_parameter"].set_param(MARK, "built")
    print(f"100% built in {time.perf_counter() - start:.0f} s", flush=True)
    print(signin.table())
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="demo", description="Build the demo brand, a year of business included."
    )
    parser.add_argument("--database", required=True)
    parser.add_argument(
        "--today",
        type=date.fromisoformat,
        default=datetime.now(CHINA).date(),
        help="the day on which the year ends (default: today in China)",
    )
    parser.add_argument("--seed", type=int, default=SEED)
    return parser


def fill(env, today: date, seed: int = SEED) -> None:
    """Build the brand in the main company, in the transaction of ``env``."""
    plan = build(today, seed)
    brand = Brand(env)
    _say(1, "company, price lists, products")
    brand.build()
    _say(6, "dealers and their people")
    network = Network(brand, today)
    network.build()
    _say(10, "stock")
    brand.stock(plan)
    trade = Trade(brand, network, plan)
    for done, total in trade.history():
        _say(12 + 70 * done // total, f"orders of the year: {done} of {total}")
    network.suspend()
    for done, total in Money(brand, trade, plan).book():
        _say(83 + 9 * done // total, f"payments: {done} of {total}")
    _say(93, "orders of these days")
    trade.present()
    brand.expect(plan)
    _say(96, "rules, policies, statements, promotions")
    Terms(brand, network, trade, plan).build()
    promotions.build(brand)
    Desk(brand, network, trade, plan).build()
    env.flush_all()


def _say(percent: int, what: str) -> None:
    print(f"{percent:3d}% {what}", flush=True)
