{
    "name": "DMS Portal",
    "summary": "Dealers order, follow deliveries and confirm receipt by themselves",
    "version": "19.0.1.0.0",
    "category": "Sales/Dealers",
    "author": "DMS Founders",
    "license": "LGPL-3",
    "depends": ["dms_base", "stock_delivery"],
    "data": [
        "security/ir.model.access.csv",
        "security/dms_order_draft_rules.xml",
        "security/dms_receipt_rules.xml",
        "data/mail_activity_type_data.xml",
        "data/res_groups_data.xml",
        "views/sale_order_views.xml",
        "views/dms_receipt_views.xml",
        "wizards/dms_order_refuse_views.xml",
        "views/order_pad_templates.xml",
        "views/dealer_list_templates.xml",
        "views/dealer_order_templates.xml",
        "views/dealer_delivery_templates.xml",
        "views/dealer_invoice_templates.xml",
        "views/dealer_home_templates.xml",
        "views/dms_portal_menus.xml",
    ],
    "assets": {
        "web.assets_frontend": [
            "dms_portal/static/src/**/*",
        ],
        "web.assets_unit_tests": [
            "dms_portal/static/src/order_pad/*.js",
            "dms_portal/static/src/order_pad/*.xml",
            "dms_portal/static/tests/*.test.js",
        ],
        "web.assets_tests": [
            "dms_portal/static/tests/tours/**/*",
        ],
    },
}
