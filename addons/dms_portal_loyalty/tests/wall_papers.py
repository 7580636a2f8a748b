"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

from odoo.fields import Command

PROMOTION = "promotions are the brand's, for all its staff to read"
READ = "the line before reads the order as the user; own tests ask it of own orders"
TYPED = "no order here has a promotion of which a line could be typed; own tests do"

UNSEEDED = {
    "loyalty.program": PROMOTION,
    "loyalty.reward": PROMOTION,
    "loyalty.rule": PROMOTION,
}
IDLE = {
    r"dms_portal_loyalty\.models\.sale_order_promotions\.SaleOrder"
    r"\._(update_programs_and_rewards|apply_program_reward) .*": READ,
    r"dms_portal_loyalty\.models\.sale_order_line\.SaleOrderLine"
    r"\._dms_refuse_typed .*": TYPED,
}


def _card(network, owner):
    """The card that core keeps beside an order with a promotion; one for all dealers."""
    program = network.env["loyalty.program"]
    known = network.owners["A"].ids(program._name)
    program = program.browse(sorted(known)[:1]) or program.create(
        {
            "name": "Promotion of the wall",
            "program_type": "promotion",
            "rule_ids": [Command.create({"minimum_qty": 1_000_000})],
            "reward_ids": [Command.create({"discount": 1})],
        }
    )
    order = network.env["sale.order"].search(
        [("partner_id", "=", owner.dealer.id)], limit=1
    )
    network.env["loyalty.card"].create(
        {"program_id": program.id, "order_id": order.id, "partner_id": owner.dealer.id}
    )


DOCUMENTS = [_card]
