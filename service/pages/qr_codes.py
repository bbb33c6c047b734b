"""QR codes that a till can scan, drawn as SVG within the page."""

from functools import lru_cache

from markupsafe import Markup


@lru_cache(maxsize=1_000)
def qr_code(text: str) -> Markup:
    """The text as a QR code in black on whatever is behind it, with the margin that scanners need; one or two ms.

    Micro QR codes are left out: many scanners cannot read them. Error correction M, as ISO/IEC 18004 has it, bears a
    scratch or two.
    """
    import segno  # 50 ms, and nothing but a card needs it

    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=4, svgclass="qr", lineclass=None)
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" ', 1))  # noqa: S704 - segno writes numbers alone
