"""The tab Start: what to do next, with ticks by ``manage.py check``, and the settings that matter first.

No answer reads it: set-up makes it, the check fills in its ticks, and whatever the owner does there changes nothing
(docs/decisions/0090).
"""

from sheets.codec import cells
from sheets.codec.column import TEXT, Column, Form, Tab
from sheets.codec.owner_sentences import Sentence

TICK = "✓"
FIRST_SETTINGS = Sentence("The settings that matter first")
"""What stands above them."""


LINK: Form[str] = Form(cells.text, {}, 170)
"""A formula that leads somewhere: in a cell that is formatted as text it would be one."""


class StartTab(Tab):
    """A row is something to do, or points to a setting; its ``step`` says which, wherever the owner moves it.

    Set-up makes the tab, and nobody else: an owner who has done it all may delete it.
    """

    title = "Start"
    what = "What to do next, and the settings that matter first. manage.py check ticks off what it has seen."
    optional = True
    number = 1_640_000_004

    done = Column("Done", TEXT, "✓: the last manage.py check has seen that it is so.", service=True, width=110)
    task = Column(
        "What to do", TEXT, "In any order; the first ones help the others.", width=260, wrapped=True, prose=True
    )
    where = Column(
        "Where",
        LINK,
        "Click to go there. Beside a setting: what it is now. Change it in Settings.",
        service=True,
        wrapped=True,
        prose=True,
    )
    how = Column("How", TEXT, "How it is done.", width=560, wrapped=True, prose=True)
    step = Column("Step", TEXT, "What the check knows the row by; leave it alone.", service=True, key=True, hidden=True)


START = StartTab()
