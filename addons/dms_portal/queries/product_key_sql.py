from collections.abc import Collection

from odoo.tools import SQL


def products_by_key(
    allowed: SQL, company_id: int, keys: Collection[str], digits: Collection[str]
) -> SQL:
    """Return which products go by which texts, exactly but for case and blanks.

    A text may be the code, the barcode of the product or of a packaging, or the whole
    name in any language.

    Args:
        allowed: sub-select of the product ids that may be found.
        company_id: packagings of other companies do not count.
        keys: in lower case, without blanks and commas.
        digits: those of ``keys`` that are numbers, without leading zeros: spreadsheets
            drop these, so a code may be found without them.
    Returns:
        Rows (kind, key, product_id, uom_id); kind is code, barcode, name or zeros, the
        unit that of the packaging, NULL otherwise.
    """
    return SQL(
        """
        WITH goods AS (
            SELECT product.id,
                   product.default_code,
                   product.barcode,
                   template.name
              FROM product_product product
              JOIN product_template template ON template.id = product.product_tmpl_id
             WHERE product.id IN (%(allowed)s)
        )
        SELECT 'code', %(code)s, id, NULL::int
          FROM goods
         WHERE %(code)s = ANY(%(keys)s)
     UNION
        SELECT 'barcode', lower(barcode), id, NULL
          FROM goods
         WHERE lower(barcode) = ANY(%(keys)s)
     UNION
        SELECT 'barcode', lower(packaging.barcode), goods.id, packaging.uom_id
          FROM product_uom packaging
          JOIN goods ON goods.id = packaging.product_id
         WHERE lower(packaging.barcode) = ANY(%(keys)s)
           AND COALESCE(packaging.company_id, %(company)s) = %(company)s
     UNION
        SELECT 'name', %(name)s, goods.id, NULL
          FROM goods, jsonb_each_text(goods.name) translated
         WHERE %(name)s = ANY(%(keys)s)
     UNION
        SELECT 'zeros', ltrim(default_code, '0'), id, NULL
          FROM goods
         WHERE default_code LIKE '0%%'
           AND ltrim(default_code, '0') = ANY(%(digits)s)
        """,
        allowed=allowed,
        company=company_id,
        keys=list(keys),
        digits=list(digits),
        code=_squeezed(SQL("default_code")),
        name=_squeezed(SQL("translated.value")),
    )


def _squeezed(column: SQL) -> SQL:
    return SQL(r"regexp_replace(lower(%s), '[\s,]+', '', 'g')", column)
