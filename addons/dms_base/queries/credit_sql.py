from datetime import date

from odoo.tools import SQL


def exposure_by_dealer(company_id: int, dealer_ids: list[int], today: date) -> SQL:
    """Return what dealers owe, have on order and may owe more than their limit.

    Args:
        company_id: whose books.
        dealer_ids: commercial partners.
        today: the business day; what is due before it is overdue.
    Returns:
        Rows (dealer_id, receivable, on_order, increase, overdue_since), one per dealer
        with any of them, money in the company's currency. Receivable is the open
        residual of posted receivable items, payments on account negative; on_order is
        what confirmed orders will still be invoiced, taxes included, at the order's
        own currency rate, and invoices still in draft; increase is the temporary
        credit in force; overdue_since is the due day of the oldest overdue item.
    """
    dealers = tuple(dealer_ids) or (0,)
    return SQL(
        """
        SELECT dealer_id,
               SUM(receivable),
               SUM(on_order),
               SUM(increase),
               MIN(due) FILTER (WHERE receivable > 0 AND due < %(today)s)
          FROM (
            %(receivable)s
            UNION ALL %(orders)s
            UNION ALL %(drafts)s
            UNION ALL %(increases)s
          ) used
      GROUP BY dealer_id
        """,
        today=today,
        receivable=_receivable(company_id, dealers),
        orders=_confirmed_orders(company_id, dealers),
        drafts=_draft_invoices(company_id, dealers),
        increases=_increases(company_id, dealers, today),
    )


def _receivable(company_id: int, dealers: tuple[int, ...]) -> SQL:
    return SQL(
        """
        SELECT partner.commercial_partner_id AS dealer_id,
               line.amount_residual AS receivable,
               0 AS on_order,
               0 AS increase,
               COALESCE(line.date_maturity, line.date) AS due
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
          JOIN %(people)s ON partner.id = line.partner_id
         WHERE account.account_type = 'asset_receivable'
           AND line.parent_state = 'posted'
           AND line.company_id = %(company)s
           AND line.amount_residual <> 0
           AND line.reconciled IS NOT TRUE
        """,
        company=company_id,
        people=_people(dealers),
    )


def _people(dealers: tuple[int, ...]) -> SQL:
    """Return dealers and their contacts, first, so that indexes lead to their rows."""
    return SQL(
        """
        (SELECT id, commercial_partner_id
           FROM res_partner
          WHERE commercial_partner_id IN %s) partner
        """,
        dealers,
    )


def _confirmed_orders(company_id: int, dealers: tuple[int, ...]) -> SQL:
    """Return the rest of each confirmed order, never below zero.

    The rest is the share not invoiced of its lines, less the down payments invoiced
    that no final invoice has deducted yet: those are owed, or paid, already. Of goods
    that are invoiced as delivered nothing more comes once all deliveries of the order
    are over: what came back, or never went out, is not on order any more.
    """
    return SQL(
        """
        SELECT rest.dealer_id,
               0,
               GREATEST(SUM(rest.amount), 0)
               / COALESCE(NULLIF(sale.currency_rate, 0), 1),
               0,
               NULL
          FROM sale_order sale
          JOIN (
            SELECT line.order_id,
                   partner.commercial_partner_id AS dealer_id,
                   line.price_total
                   * GREATEST(
                       CASE WHEN ordered.delivery_status = 'full'
                             AND line.qty_delivered_method = 'stock_move'
                             AND template.invoice_policy = 'delivery'
                            THEN line.qty_delivered
                            ELSE line.product_uom_qty
                       END - line.qty_invoiced, 0)
                   / line.product_uom_qty AS amount
              FROM sale_order_line line
              JOIN %(people)s ON partner.id = line.order_partner_id
              JOIN sale_order ordered ON ordered.id = line.order_id
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template
                ON template.id = product.product_tmpl_id
             WHERE line.product_uom_qty > 0
               AND line.display_type IS NULL
               AND line.qty_invoiced < line.product_uom_qty
         UNION ALL
            SELECT line.order_id,
                   partner.commercial_partner_id,
                   item.price_total
                   * CASE WHEN move.move_type = 'out_refund' THEN 1 ELSE -1 END
              FROM sale_order_line line
              JOIN %(people)s ON partner.id = line.order_partner_id
              JOIN sale_order_line_invoice_rel link ON link.order_line_id = line.id
              JOIN account_move_line item ON item.id = link.invoice_line_id
              JOIN account_move move ON move.id = item.move_id
             WHERE line.is_downpayment
               AND move.state <> 'cancel'
          ) rest ON rest.order_id = sale.id
         WHERE sale.state = 'sale'
           AND sale.company_id = %(company)s
      GROUP BY rest.dealer_id, sale.id
        """,
        company=company_id,
        people=_people(dealers),
    )


def _draft_invoices(company_id: int, dealers: tuple[int, ...]) -> SQL:
    return SQL(
        """
        SELECT move.commercial_partner_id, 0, move.amount_total_signed, 0, NULL
          FROM account_move move
         WHERE move.state = 'draft'
           AND move.move_type IN ('out_invoice', 'out_refund')
           AND move.company_id = %(company)s
           AND move.commercial_partner_id IN %(dealers)s
        """,
        company=company_id,
        dealers=dealers,
    )


def _increases(company_id: int, dealers: tuple[int, ...], today: date) -> SQL:
    return SQL(
        """
        SELECT more.dealer_id, 0, 0, more.amount, NULL
          FROM dms_credit_increase more
         WHERE more.company_id = %(company)s
           AND more.dealer_id IN %(dealers)s
           AND %(today)s BETWEEN more.date_start AND more.date_last
        """,
        company=company_id,
        dealers=dealers,
        today=today,
    )
