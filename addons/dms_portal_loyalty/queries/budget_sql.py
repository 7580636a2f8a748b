from odoo.tools import SQL


def used_by_program(program_ids: list[int], except_order_ids: list[int]) -> SQL:
    """Return what orders took of the budgets of promotions.

    Orders count that are confirmed, and those of dealers that wait for an answer.

    Returns:
        Rows (program_id, worth in the currency of the company, number of orders).
    """
    return SQL(
        """
        SELECT reward.program_id,
               SUM(line.dms_reward_worth),
               COUNT(DISTINCT line.order_id)
          FROM sale_order_line line
          JOIN loyalty_reward reward ON reward.id = line.reward_id
          JOIN sale_order sale ON sale.id = line.order_id
         WHERE reward.program_id IN %(programs)s
           AND sale.id NOT IN %(others)s
           AND line.product_uom_qty <> 0
           AND (reward.reward_type = 'product' OR line.price_unit <> 0)
           AND (sale.state = 'sale'
                OR (sale.state IN ('draft', 'sent')
                    AND sale.dms_state IN ('submitted', 'countered')))
      GROUP BY reward.program_id
        """,
        programs=tuple(program_ids) or (0,),
        others=tuple(except_order_ids) or (0,),
    )
