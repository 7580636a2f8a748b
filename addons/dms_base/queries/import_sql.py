from odoo.tools import SQL


def partners_by_tax_number(numbers: list[str]) -> SQL:
    """Return who has one of these tax or registry numbers, however it is written.

    Args:
        numbers: capital letters and digits alone.
    Returns:
        Rows (number, commercial_partner_id), archived partners included.
    """
    return SQL(
        """
        SELECT DISTINCT found.number, found.commercial_partner_id
          FROM (
            SELECT UPPER(REGEXP_REPLACE(written.number, '[^0-9A-Za-z]', '', 'g'))
                   AS number,
                   partner.commercial_partner_id
              FROM res_partner partner
        CROSS JOIN LATERAL (
                VALUES (partner.vat), (partner.company_registry)
              ) written (number)
             WHERE written.number IS NOT NULL
          ) found
         WHERE found.number IN %(numbers)s
        """,
        numbers=tuple(numbers) or ("",),
    )
