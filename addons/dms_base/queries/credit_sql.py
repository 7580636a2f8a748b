from odoo.tools import SQL


def exposure_by_dealer(company_id: int, dealer_ids: list[int]) -> SQL:
    """Return what dealers owe and have on order, one row per dealer with either.

    Args:
        company_id: whose books.
        dealer_ids: commercial partners.
    Returns:
        Rows (dealer_id, receivable, on_order) in the company's currency. Receivable is
        the open residual of posted receivable items, payments on account negative;
        on_order is the share not yet invoiced of the lines of confirmed orders, taxes
        included, at the order's own currency rate, and invoices still in draft.
    """
    return SQL(
        """
        SELECT dealer_id, SUM(receivable), SUM(on_order)
          FROM (
            SELECT partner.commercial_partner_id AS dealer_id,
                   line.amount_residual AS receivable,
                   0 AS on_order
              FROM account_move_line line
              JOIN account_account account ON account.id = line.account_id
              JOIN res_partner partner ON partner.id = line.partner_id
             WHERE account.account_type = 'asset_receivable'
               AND line.parent_state = 'posted'
               AND line.company_id = %(company)s
               AND line.amount_residual <> 0
               AND partner.commercial_partner_id IN %(dealers)s
         UNION ALL
            SELECT partner.commercial_partner_id,
                   0,
                   line.price_total
                   * GREATEST(line.product_uom_qty - line.qty_invoiced, 0)
                   / line.product_uom_qty
                   / COALESCE(NULLIF(sale.currency_rate, 0), 1)
              FROM sale_order_line line
              JOIN sale_order sale ON sale.id = line.order_id
              JOIN res_partner partner ON partner.id = sale.partner_id
             WHERE sale.state = 'sale'
               AND sale.company_id = %(company)s
               AND line.product_uom_qty > 0
               AND line.display_type IS NULL
               AND line.qty_invoiced < line.product_uom_qty
               AND partner.commercial_partner_id IN %(dealers)s
         UNION ALL
            SELECT move.commercial_partner_id, 0, move.amount_total_signed
              FROM account_move move
             WHERE move.state = 'draft'
               AND move.move_type IN ('out_invoice', 'out_refund')
               AND move.company_id = %(company)s
               AND move.commercial_partner_id IN %(dealers)s
          ) used
      GROUP BY dealer_id
        """,
        company=company_id,
        dealers=tuple(dealer_ids) or (0,),
    )
