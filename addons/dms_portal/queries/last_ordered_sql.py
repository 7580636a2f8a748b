from datetime import datetime

from odoo.tools import SQL

ORDERS_THAT_COUNT = 5


def last_ordered(
    dealer_id: int, company_id: int, since: datetime, limit: int, counted: SQL
) -> SQL:
    """Return what a dealer has ordered lately, the latest first.

    The usual quantity is the median of the last five orders of the product in the unit
    in which it was ordered last; of an even number, the lower of the middle two: a
    quantity that was ordered indeed. Orders count from the moment they wait for the
    brand; refused and cancelled ones and quotations do not.

    Args:
        counted: which lines ("line") were ordered.
    Returns:
        Rows (product_id, uom_id, usual quantity, moment of the last order, orders).
    """
    return SQL(
        """
        WITH ordered AS (
            SELECT line.product_id,
                   line.product_uom_id,
                   sale.id AS order_id,
                   COALESCE(sale.dms_submitted_at, sale.date_order) AS at,
                   SUM(line.product_uom_qty) AS quantity
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
             WHERE sale.dms_dealer_id = %(dealer)s
               AND sale.company_id = %(company)s
               AND (sale.state = 'sale'
                    OR (sale.state = 'sent'
                        AND sale.dms_state IN ('submitted', 'countered')))
               AND COALESCE(sale.dms_submitted_at, sale.date_order) >= %(since)s
               AND %(counted)s
               AND line.product_uom_qty > 0
          GROUP BY line.product_id, line.product_uom_id, sale.id
        ),
        ranked AS (
            SELECT ordered.*,
                   row_number() OVER latest AS place,
                   first_value(product_uom_id) OVER product AS last_uom_id
              FROM ordered
            WINDOW latest AS (
                       PARTITION BY product_id, product_uom_id
                       ORDER BY at DESC, order_id DESC
                   ),
                   product AS (
                       PARTITION BY product_id ORDER BY at DESC, order_id DESC
                   )
        )
        SELECT product_id,
               product_uom_id,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY quantity)
                   FILTER (WHERE place <= %(orders)s),
               MAX(at),
               COUNT(*)
          FROM ranked
         WHERE product_uom_id = last_uom_id
      GROUP BY product_id, product_uom_id
      ORDER BY MAX(at) DESC, product_id
         LIMIT %(limit)s
        """,
        dealer=dealer_id,
        company=company_id,
        since=since,
        orders=ORDERS_THAT_COUNT,
        counted=counted,
        limit=limit,
    )
