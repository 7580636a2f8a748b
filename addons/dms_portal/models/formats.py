from babel.dates import format_skeleton

from odoo.tools import float_is_zero
from odoo.tools.misc import babel_locale_parse, formatLang, get_lang


def format_quantity(env, quantity):
    """Return a quantity as the user's language writes it, without idle decimals."""
    digits = env["decimal.precision"].precision_get("Product Unit")
    whole = float_is_zero(quantity - round(quantity), precision_digits=digits)
    return formatLang(env, quantity, digits=0 if whole else digits)


def format_month(env, month):
    """Return a month as the user's language writes it: October 2026, 2026年10月."""
    locale = babel_locale_parse(get_lang(env).code)
    return format_skeleton("yMMMM", month, locale=locale)
