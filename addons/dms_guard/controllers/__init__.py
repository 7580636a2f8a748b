from . import auth_signup, export, link_preview, rpc
