"""What the brand gives: one promotion with a budget, where its add-on is installed."""

from odoo import Command

from .catalogue import ITEMS, Item
from .company import Brand, translate

CATEGORY = "PJ"
CASES, FREE_CASES = 10, 1
GRADES = ("diamond", "gold")
ORDERS = 40  # get it before its budget is used up


def build(brand: Brand) -> None:
    """Ten cases of the first beer, one more for nothing, for the upper two grades."""
    env = brand.env
    if "dms_portal_loyalty" not in env["ir.module.module"]._installed():
        return
    item = next(item for item in ITEMS if item.category == CATEGORY)
    program = env["loyalty.program"].create(
        {
            "name": f"{item.en}: {CASES} + {FREE_CASES}",
            "program_type": "buy_x_get_y",
            "trigger": "auto",
            "applies_on": "current",
            "audience_grade_ids": [
                Command.set([brand.grades[code].id for code in GRADES])
            ],
            "dms_budget_kind": "uses",
            "dms_budget": ORDERS,
            **_terms(item, brand.products[item.code]),
        }
    )
    chinese = f"{item.zh} 买{CASES}箱送{FREE_CASES}箱"
    translate(program, program.name, chinese)
    reward = program.reward_ids
    given = f"{FREE_CASES} case free", f"赠送 {FREE_CASES} 箱"
    translate(reward, *given, field="description")


def _terms(item: Item, product) -> dict:
    """Return rule and reward; both count pieces, in whatever unit is ordered."""
    rule = {
        "product_ids": [Command.set(product.ids)],
        "reward_point_mode": "unit",
        "reward_point_amount": 1,
        "minimum_qty": 1,
    }
    reward = {
        "reward_type": "product",
        "reward_product_id": product.id,
        "reward_product_qty": FREE_CASES * item.case,
        "required_points": CASES * item.case,
    }
    return {
        "rule_ids": [Command.create(rule)],
        "reward_ids": [Command.create(reward)],
    }
