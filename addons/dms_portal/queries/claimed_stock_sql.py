from datetime import datetime

from odoo.tools import SQL


def claimed_stock(
    company_id: int,
    product_ids: list[int],
    warehouse_ids: list[int],
    before: datetime | None,
    except_order_ids: list[int],
) -> SQL:
    """Return what orders claim that wait for the brand or for the dealer's answer.

    They have no stock moves yet, so that no figure of stock knows about them.

    Args:
        before: only orders submitted earlier claim, None: all of them.
        except_order_ids: orders that ask for themselves.
    Returns:
        Rows (product_id, warehouse_id, quantity) in the product's own unit.
    """
    return SQL(
        """
        SELECT line.product_id,
               line.warehouse_id,
               SUM(line.product_uom_qty * unit.factor / own.factor)
          FROM sale_order sale
          JOIN sale_order_line line ON line.order_id = sale.id
          JOIN uom_uom unit ON unit.id = line.product_uom_id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom own ON own.id = template.uom_id
         WHERE sale.dms_state IN ('submitted', 'countered')
           AND sale.state IN ('draft', 'sent')
           AND sale.company_id = %(company)s
           AND sale.id NOT IN %(others)s
           AND line.product_id IN %(products)s
           AND line.warehouse_id IN %(warehouses)s
           AND (%(before)s::timestamp IS NULL OR sale.dms_submitted_at < %(before)s)
      GROUP BY line.product_id, line.warehouse_id
        """,
        company=company_id,
        products=tuple(product_ids) or (0,),
        warehouses=tuple(warehouse_ids) or (0,),
        before=before,
        others=tuple(except_order_ids) or (0,),
    )
