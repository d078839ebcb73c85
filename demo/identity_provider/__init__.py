"""统一身份认证 of the demo city: an OpenID Connect provider, as one process of its own.

It plays a person's real-name sign-on: the person picks who they are from the demo's people. Everything else
is as at a real provider: discovery, keys, authorization code with PKCE, signed id token.
"""
