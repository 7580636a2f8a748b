from collections.abc import Sequence

from odoo.tools import SQL


def products_by_match(allowed: SQL, term: str, words: Sequence[str], limit: int) -> SQL:
    """Return ids of products in which every word occurs, best match first.

    A word may occur in the code, in the name or a variant's value in any language, or
    be the beginning of a barcode of the product or one of its packagings. The term as
    a whole decides the order: exact code or barcode, beginning of the code, beginning
    of the name, the rest.

    Args:
        allowed: sub-select of the product ids that may be found.
        term: what was typed, with the wildcards of LIKE escaped.
        words: the term cut at blanks, escaped likewise.
        limit: how many at most.
    """
    return SQL(
        """
        SELECT product.id
          FROM product_product product
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE product.id IN (%(allowed)s)
           AND %(every_word)s
      ORDER BY CASE
                   WHEN product.default_code ILIKE %(term)s
                     OR product.barcode ILIKE %(term)s
                     OR EXISTS (
                        SELECT 1
                          FROM product_uom packaging
                         WHERE packaging.product_id = product.id
                           AND packaging.barcode ILIKE %(term)s
                     ) THEN 0
                   WHEN product.default_code ILIKE %(begins)s THEN 1
                   WHEN %(name_begins)s THEN 2
                   ELSE 3
               END,
               product.default_code,
               product.id
         LIMIT %(limit)s
        """,
        allowed=allowed,
        every_word=SQL(" AND ").join(_has_word(word) for word in words),
        term=term,
        begins=f"{term}%",
        name_begins=_in_any_language(SQL("template.name"), f"{term}%"),
        limit=limit,
    )


def _has_word(word: str) -> SQL:
    return SQL(
        """(
            product.default_code ILIKE %(contains)s
         OR product.barcode ILIKE %(begins)s
         OR %(in_name)s
         OR EXISTS (
            SELECT 1
              FROM product_uom packaging
             WHERE packaging.product_id = product.id
               AND packaging.barcode ILIKE %(begins)s
         )
         OR EXISTS (
            SELECT 1
              FROM product_variant_combination combination
              JOIN product_template_attribute_value chosen
                ON chosen.id = combination.product_template_attribute_value_id
              JOIN product_attribute_value attribute_value
                ON attribute_value.id = chosen.product_attribute_value_id
             WHERE combination.product_product_id = product.id
               AND %(in_value)s
         )
        )""",
        contains=f"%{word}%",
        begins=f"{word}%",
        in_name=_in_any_language(SQL("template.name"), f"%{word}%"),
        in_value=_in_any_language(SQL("attribute_value.name"), f"%{word}%"),
    )


def _in_any_language(column: SQL, pattern: str) -> SQL:
    return SQL(
        """EXISTS (
            SELECT 1
              FROM jsonb_each_text(%s) translated
             WHERE translated.value ILIKE %s
        )""",
        column,
        pattern,
    )
