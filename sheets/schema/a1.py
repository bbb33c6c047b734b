"""A1 notation: how ranges are named to Google."""


def quoted(title: str) -> str:
    """The whole tab."""
    return "'" + title.replace("'", "''") + "'"


def letters(column: int) -> str:
    """A column (from 0)."""
    written = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        written = chr(ord("A") + rest) + written
    return written
