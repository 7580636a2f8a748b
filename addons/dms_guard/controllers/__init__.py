from . import auth_signup, bad_input, export, link_preview, rpc
