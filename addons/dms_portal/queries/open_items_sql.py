from odoo.tools import SQL


def open_items(company_id: int, dealer_id: int) -> SQL:
    """Return the open lines of one dealer's account, the earliest due first.

    Args:
        company_id: whose books.
        dealer_id: the commercial partner.
    Returns:
        Rows (id, move_id, move_type, is_payment, is_rebate, name, label, date, due,
        amount, residual): posted receivable items that are not settled, money in the
        currency of the company as text, so that no digit is lost. Their residuals sum
        up to what the dealer owes.
    """
    return SQL(
        """
        SELECT line.id,
               line.move_id,
               move.move_type,
               move.origin_payment_id IS NOT NULL
                 OR move.statement_line_id IS NOT NULL
                 OR journal.type IN ('bank', 'cash', 'credit'),
               COALESCE(move.dms_is_rebate, FALSE),
               move.name,
               CASE WHEN move.move_type = 'entry' THEN line.name
                    ELSE COALESCE(move.invoice_origin, move.ref) END,
               line.date,
               COALESCE(line.date_maturity, line.date),
               line.balance::text,
               line.amount_residual::text
          FROM account_move_line line
          JOIN account_account account ON account.id = line.account_id
          JOIN account_move move ON move.id = line.move_id
          JOIN account_journal journal ON journal.id = line.journal_id
         WHERE account.account_type = 'asset_receivable'
           AND line.parent_state = 'posted'
           AND line.company_id = %(company)s
           AND line.amount_residual <> 0
           AND line.reconciled IS NOT TRUE
           AND line.partner_id IN (
               SELECT id FROM res_partner WHERE commercial_partner_id = %(dealer)s
           )
      ORDER BY 9, 1
        """,
        company=company_id,
        dealer=dealer_id,
    )
