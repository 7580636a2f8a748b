"""What prices open on purpose; part of the papers of this add-on, see wall_papers.py."""

BOOK = "prices are published by managers of the whole network, who are asked for"
VIEW = "names a view and a domain"
LIST = "checks whose prices they are before it answers"
BUYS = "prices are for those who order"

METHODS = {
    "dms.price.book.action_dms_ask": ("staff", BOOK),
    "dms.price.book.action_dms_copy_prices": ("staff", VIEW),
    "dms.price.book.action_dms_import": ("staff", "creates as the user"),
    "dms.price.book.action_dms_open_effects": ("staff", "checks who writes"),
    "dms.price.book.action_dms_open_lines": ("staff", VIEW),
    "dms.price.book.action_dms_publish": ("staff", BOOK),
    "dms.price.book.action_dms_reopen": ("staff", BOOK),
    "dms.price.book.action_dms_withdraw": ("staff", BOOK),
    "dms.price.copy.action_copy": ("staff", "writes as the user"),
    "res.partner._dms_price_page": ("owner buyer staff", LIST),
    "res.partner._dms_price_paper": ("owner buyer staff", LIST),
    "res.partner._dms_price_pdf": ("owner buyer staff", LIST),
    "res.partner._dms_price_sheet": ("owner buyer staff", LIST),
    "res.partner._dms_price_xlsx": ("owner buyer staff", LIST),
}
ROUTES = {
    "/my/dealer/order/why": ("owner buyer", BUYS),
    "/my/dealer/prices": ("owner buyer", BUYS),
    "/my/dealer/prices/page/<int:page>": ("owner buyer", BUYS),
    "/my/dealer/prices/pdf": ("owner buyer", BUYS),
    "/my/dealer/prices/xlsx": ("owner buyer", BUYS),
}
PUBLISHED = "what was published is said by Publish and Withdraw, never typed in"
RESERVED = {
    "dms.price.book.state": ("nobody", PUBLISHED),
    "dms.price.book.published_at": ("nobody", PUBLISHED),
    "dms.price.book.published_by_id": ("nobody", PUBLISHED),
    "dms.price.book.asked_by_id": ("nobody", PUBLISHED),
}
# they are the brand's, for all its staff; no dealer's name stands in them
UNSEEDED = {
    "dms.price.book.line": "is for a product or for a category: never both, never none",
    "dms.price.book.cut": "is made by publishing alone, of a rule that held before",
}
IDLE = {
    r"dms_portal\.dms_price_book_line_rule_write": "staff with regions reads price books "
    "and changes none; the add-on's own tests ask it to",
    r"dms_portal\.dms_price_book_(line|cut)_rule_company": "no rows here: see UNSEEDED",
    r"dms_portal\.dms_price_book(_line|_cut)?_rule_dealer": "dealers have no right to read "
    "it at all; the rule is for the day when somebody gives them one",
    r"dms_portal\.models\.dms_price_book\.DmsPriceBook\._dms_check_manager .*": "who is no "
    "manager has no right to write either: the one stops whom the other lets pass",
    r"dms_portal\.models\.dms_price_book\.DmsPriceBook\.action_dms_open_effects"
    r" .*": "the next line reads the book as the user",
    r"dms_portal\.models\.res_partner_price_list\.ResPartner\._dms_check_prices"
    r" without check_access #0": "the next line reads the dealer as the user",
}
