{
    "name": "DMS Portal",
    "summary": "Dealers order, follow deliveries and confirm receipt by themselves",
    "version": "19.0.1.0.0",
    "category": "Sales/Dealers",
    "author": "DMS Founders",
    "license": "LGPL-3",
    "depends": ["dms_base", "stock_delivery"],
    "data": [],
    "assets": {
        "web.assets_frontend": [
            "dms_portal/static/src/**/*",
        ],
        "web.assets_tests": [
            "dms_portal/static/tests/tours/**/*",
        ],
    },
}
