"""An address as a picture that a phone's camera reads."""

import segno
from markupsafe import Markup


def qr_code(address: str) -> Markup:
    """Return a QR code as inline SVG, dark on light whatever the page's colours are."""
    code = segno.make(address, error="m", micro=False)
    picture = code.svg_inline(border=4, light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    # Made of numbers and of this module's own words: nothing that anybody typed stands in it.
    return Markup(picture)  # noqa: S704
