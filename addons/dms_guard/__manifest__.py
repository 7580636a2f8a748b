{
    "name": "DMS Guard",
    "summary": "Closes what a native Odoo leaves open to portal users",
    "version": "19.0.1.0.0",
    "category": "Sales/Dealers",
    "author": "DMS Founders",
    "license": "LGPL-3",
    "depends": ["dms_base", "auth_signup", "rpc", "base_import", "html_editor"],
    "data": [
        "security/ir.model.access.csv",
        "data/ir_config_parameter_data.xml",
        "data/ir_cron_data.xml",
    ],
    "auto_install": ["dms_base"],
    "post_load": "post_load",
    "post_init_hook": "post_init_hook",
}
