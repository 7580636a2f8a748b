from . import (
    dms_guard_attempt,
    dms_guard_reset,
    ir_http_api_keys,
    ir_http_bad_input,
    ir_http_error_page,
    ir_model_access,
    mail_followers,
    mail_link_preview,
    mail_thread,
    res_users_login_limit,
    res_users_login_timing,
    res_users_reset,
)
