"""Encoded pictures on their way to the browser."""

import base64


def data_url(picture: bytes, kind: str = "jpeg") -> str:
    """An encoded picture as an address that a browser draws without asking a server for it."""
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode()}"
