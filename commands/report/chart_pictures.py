"""A report's charts as pictures for an email (PNG): those of the web page, drawn once more for light and for dark.

resvg draws them, with the fonts of this machine: a function in the cloud has none.
"""

from collections.abc import Sequence

from commands.report.drawn_bars import WIDTH, Drawing, drawn
from mail.colours import palette
from mail.owner.report_letter import Picture
from sheets.schema.reports.report_page import Chart, ReportPage
from sheets.schema.reports.shown_figures import ShownFigures

PIXELS_A_UNIT = 3
"""Sharp on a phone, too; some 20 kB each."""
MARGIN = 4
SVG = "http://www.w3.org/2000/svg"
PAPER, INK, NIGHT_INK = "#ffffff", "#2b2622", "#f3eee9"
"""As in templates/layout.html."""
FONTS = {"ar": '"Segoe UI", "Geeza Pro", "Noto Sans Arabic", "DejaVu Sans", sans-serif'}
"""Of what has Arabic letters resvg itself takes the first font that it finds, be it a bold one."""


def pictures(page: ReportPage, colour: str) -> Sequence[Picture]:
    """Each chart, its bars in the shop's colour; the picture has the letter's own ground, and so can stand anywhere."""
    colours, shown = palette(colour), ShownFigures(page.language, page.currency)
    font = FONTS.get(page.language, "sans-serif")

    def picture(chart: Chart) -> Picture:
        drawing = drawn(chart, page, shown)
        return Picture(
            chart.title,
            chart.told,
            light=_png(drawing, font, ground=PAPER, bar=colours.accent, ink=INK),
            dark=_png(drawing, font, ground=colours.night, bar=colours.night_accent, ink=NIGHT_INK),
        )

    return [picture(chart) for chart in page.charts]


def _png(drawing: Drawing, font: str, *, ground: str, bar: str, ink: str) -> bytes:
    from resvg_py import svg_to_bytes  # whoever only prints a report draws nothing

    width, height = WIDTH + 2 * MARGIN, drawing.height + 2 * MARGIN
    style = (
        f"text {{ fill: {ink}; font: 13px {font}; }} .bar {{ fill: {bar}; }}"
        f".ends {{ stroke: {ink}; stroke-width: 1.5; fill: none; }}"
        f".around {{ stroke: {ground}; stroke-width: 5; fill: none; }}"
    )
    box = f"{-MARGIN} {-MARGIN} {width} {height}"
    svg = f'<svg xmlns="{SVG}" viewBox="{box}">{drawing.shapes}</svg>'
    return svg_to_bytes(svg_string=svg, background=ground, style_sheet=style, width=width * PIXELS_A_UNIT)
