{
    "name": "DMS Portal - Promotions",
    "summary": "Promotions for dealers: by grade, region, dealer and budget",
    "version": "19.0.1.0.0",
    "category": "Sales/Dealers",
    "author": "DMS Founders",
    "license": "LGPL-3",
    "depends": ["dms_portal", "sale_loyalty"],
    "data": [
        "security/dms_portal_loyalty_rules.xml",
        "views/dealer_order_templates.xml",
        "views/loyalty_program_views.xml",
        "views/dms_portal_loyalty_menus.xml",
    ],
    "auto_install": True,
}
