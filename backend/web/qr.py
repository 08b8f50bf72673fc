"""QR codes as inline SVG, without style and script."""

import segno
from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """The address as a picture, sized by the style sheet.

    Decoration for a screen reader, which gets the link beside it.
    """
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True)
    # segno writes only numbers and these attributes; nothing of the address is in the markup.
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704  of segno only
