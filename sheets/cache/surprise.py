"""What a cache raises when the spreadsheet is not as it knows it."""

from sheets.schema.orders_tab import EARLIER_ORDERS, ORDERS


class Surprise(Exception):
    """Something is not where the cache has it; reading the whole tab again tells what is true.

    With ``meaning`` the setting has changed by which orders are read.
    """

    def __init__(self, title: str, *, meaning: bool = False) -> None:
        super().__init__(title)
        self.titles = {tab.title for tab in (ORDERS, *EARLIER_ORDERS)} if meaning else {title}
        self.meaning = meaning
