"""A form that a double click sends twice: what it writes has the same row id both times."""

import hmac
import re
import secrets
from hashlib import sha256
from uuid import UUID, uuid4

from markupsafe import Markup

from backend.web.forms import Form

FIELD = "once"
_TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)


def once_field() -> Markup:
    """Drawn anew for each page that is shown; kept nowhere."""
    return Markup('<input type="hidden" name="%s" value="%s">') % (FIELD, secrets.token_hex(16))


def row_id(form: Form, what: str, content: bytes) -> UUID:
    """Of the form and of what it writes: other words of a page that was gone back to are new.

    The token makes the id as good as random: it tells nothing about the content. A form without
    one writes whenever it is sent.
    """
    token = form.text(FIELD)
    if not _TOKEN.fullmatch(token):
        return uuid4()
    digest = hmac.digest(bytes.fromhex(token), what.encode() + b"\0" + content, sha256)
    return UUID(bytes=digest[:16], version=4)
