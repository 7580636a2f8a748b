from odoo.tools import float_is_zero
from odoo.tools.misc import formatLang


def format_quantity(env, quantity):
    """Return a quantity as the user's language writes it, without idle decimals."""
    digits = env["decimal.precision"].precision_get("Product Unit")
    whole = float_is_zero(quantity - round(quantity), precision_digits=digits)
    return formatLang(env, quantity, digits=0 if whole else digits)
