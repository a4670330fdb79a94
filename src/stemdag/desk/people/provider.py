"""The setting of an office's own OpenID Connect provider."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Oidc:
    """An office's own OpenID Connect provider.

    `name` stands on the button, `claim` is the user name here, `mfa` says as `claim=value` that it asked a
    second factor ("" where it never does).
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    name: str
    claim: str
    mfa: str
