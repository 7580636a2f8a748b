from datetime import datetime

from odoo.tools import SQL


def bought_by_list(
    lists: list[tuple[int, int]],
    product_ids: list[int],
    company_id: int,
    since: datetime,
) -> SQL:
    """Return what dealers bought of products, by the price list they buy at today.

    Args:
        lists: (dealer, price list); the list that holds for the dealer now.
        since: orders confirmed from this moment on count, UTC.
    Returns:
        Rows (pricelist_id, product_id, buyers, quantity in the product's own unit,
        amount without taxes in the currency of the company).
    """
    return SQL(
        """
        SELECT buys.list_id, line.product_id, COUNT(DISTINCT sale.dms_dealer_id),
               SUM(line.product_uom_qty * unit.factor / own.factor),
               SUM(line.price_subtotal / COALESCE(NULLIF(sale.currency_rate, 0), 1))
          FROM UNNEST(%(dealers)s::int[], %(lists)s::int[]) AS buys (dealer_id, list_id)
          JOIN sale_order sale ON sale.dms_dealer_id = buys.dealer_id
          JOIN sale_order_line line ON line.order_id = sale.id
          JOIN uom_uom unit ON unit.id = line.product_uom_id
          JOIN product_product product ON product.id = line.product_id
          JOIN product_template template ON template.id = product.product_tmpl_id
          JOIN uom_uom own ON own.id = template.uom_id
         WHERE sale.company_id = %(company)s
           AND sale.state = 'sale'
           AND sale.date_order >= %(since)s
           AND line.product_id = ANY(%(products)s)
      GROUP BY buys.list_id, line.product_id
        """,
        dealers=[dealer_id for dealer_id, _list_id in lists],
        lists=[list_id for _dealer_id, list_id in lists],
        products=product_ids,
        company=company_id,
        since=since,
    )
