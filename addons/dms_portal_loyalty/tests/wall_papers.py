"""What this add-on opens on purpose; see dms_base/tests/wall/papers.py."""

from odoo.fields import Command

PROMOTION = "promotions are the brand's, for all its staff to read"
WRITTEN = "staff with regions reads promotions and changes none; own tests ask it to"

UNSEEDED = {
    "loyalty.program": PROMOTION,
    "loyalty.reward": PROMOTION,
    "loyalty.rule": PROMOTION,
}
IDLE = {
    r"dms_portal_loyalty\.loyalty_(program|reward|rule)_rule_write": WRITTEN,
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
