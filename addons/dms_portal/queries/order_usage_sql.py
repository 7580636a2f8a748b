from datetime import datetime

from odoo.tools import SQL


def ordered_by_product(
    dealer_id: int,
    company_id: int,
    since: datetime,
    until: datetime,
    except_order_ids: list[int],
    counted: SQL,
) -> SQL:
    """Return what a dealer has ordered in a period, by product.

    Orders count from the moment they wait for the brand; refused and cancelled ones
    and quotations do not count, and what goes back does not make room.

    Args:
        since, until: half-open, UTC; compared with the moment of the order.
        except_order_ids: orders that are being checked themselves.
        counted: which lines ("line") were ordered.
    Returns:
        Rows (product_id, quantity) in the product's own unit.
    """
    return SQL(
        """
        SELECT line.product_id,
               SUM(line.product_uom_qty * unit.factor / own.factor)
          FROM sale_order_line line
          JOIN sale_order sale ON sale.id = line.order_id
          JOIN uom_uom unit ON unit.id = line.product_uom_id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom own ON own.id = template.uom_id
         WHERE sale.dms_dealer_id = %(dealer)s
           AND sale.company_id = %(company)s
           AND sale.id NOT IN %(others)s
           AND %(counted)s
           AND line.product_uom_qty > 0
           AND COALESCE(sale.dms_submitted_at, sale.date_order) >= %(since)s
           AND COALESCE(sale.dms_submitted_at, sale.date_order) < %(until)s
           AND (sale.state = 'sale'
                OR (sale.state = 'sent'
                    AND sale.dms_state IN ('submitted', 'countered')))
      GROUP BY line.product_id
        """,
        dealer=dealer_id,
        company=company_id,
        others=tuple(except_order_ids) or (0,),
        counted=counted,
        since=since,
        until=until,
    )
