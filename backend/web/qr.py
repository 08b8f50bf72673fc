"""QR codes as inline SVG, without style and script."""

from functools import lru_cache

from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """The address as a picture, sized by the style sheet.

    Decoration for a screen reader, which gets the link beside it.
    """
    import segno  # noqa: PLC0415  few pages have one

    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True)
    # segno writes only numbers and these attributes; nothing of the address is in the markup.
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  of segno only


@lru_cache(maxsize=256)
def qr_code_of_page(address: str) -> Markup:
    """Of a public page: drawn once, for that takes long. What is secret must not be kept here."""
    return qr_code(address)
