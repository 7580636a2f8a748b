from odoo.tools import SQL


def lock_remittances(remittance_ids: list[int]) -> SQL:
    """Wait for whoever works on these slips, in one order for all."""
    return SQL(
        "SELECT id FROM dms_remittance WHERE id IN %s ORDER BY id FOR UPDATE",
        tuple(remittance_ids) or (0,),
    )
