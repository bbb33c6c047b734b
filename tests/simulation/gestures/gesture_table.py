"""Every gesture by its name, and which of them wait for their cure."""

from collections.abc import Mapping

from tests.simulation.gestures import columns, member_rows, other_rows, tabs, whole_sheet
from tests.simulation.gestures.deeds import Gesture

GESTURES: Mapping[str, Gesture] = {
    "sort_visible_columns": Gesture(columns.sort_visible_columns),
    "insert_column": Gesture(columns.insert_column, 1),
    "move_column_at_once": Gesture(columns.move_column_at_once),
    "delete_marks_column": Gesture(columns.delete_marks_column, 1),
    "clear_mark": Gesture(columns.clear_mark),
    "rename_heading": Gesture(columns.rename_heading, 1),
    "double_heading": Gesture(columns.double_heading, 1),
    "paste_points": Gesture(member_rows.paste_points, 2),
    "copy_member_row": Gesture(member_rows.copy_member_row),
    "mistype_code": Gesture(member_rows.mistype_code),
    "write_code_small": Gesture(member_rows.write_code_small),
    "write_totals": Gesture(member_rows.write_totals),
    "add_unseen_signs": Gesture(member_rows.add_unseen_signs),
    "delete_ledger_rows": Gesture(other_rows.delete_ledger_rows, 1),
    "delete_settings_row": Gesture(other_rows.delete_settings_row, 1),
    "type_price_as_word": Gesture(other_rows.type_price_as_word, 1),
    "merge_notes": Gesture(other_rows.merge_notes, 1),
    "copy_tab": Gesture(tabs.copy_tab, 1),
    "swap_tab": Gesture(tabs.swap_tab, 1),
    "rename_tab": Gesture(tabs.rename_tab, 1),
    "protect_tab": Gesture(tabs.protect_tab, 1),
    "change_zone": Gesture(whole_sheet.change_zone, 1),
    "change_locale": Gesture(whole_sheet.change_locale, 1),
    "change_rate": Gesture(whole_sheet.change_rate),
    "roll_out": Gesture(whole_sheet.roll_out, 1),
    "restore": Gesture(whole_sheet.restore, 1),
}
WAITING: Mapping[str, str] = {
    "sort_visible_columns": "a mark beside another member's points is taken for theirs",
    "insert_column": "cells are written by places that have moved since the read",
    "move_column_at_once": "cells are written by places that have moved since the read",
    "delete_marks_column": "without marks each balance is booked once more",
    "clear_mark": "without its mark a balance is booked once more",
    "rename_heading": "a heading that disappeared opens what rests on it, and nobody is told",
    "double_heading": "a heading that stands twice is not told in Problems, only in the log and by check",
    "copy_member_row": "two members with one code are not told",
    "mistype_code": "a code that is nobody's opens a second account, and nobody is told",
    "write_code_small": "a code in small letters is another code: what was booked under it is nobody's afterwards",
    "delete_ledger_rows": "fewer lines than at the last commit are not told",
    "roll_out": "the layout's version is not looked at before a commit",
    "restore": "a restored version is not told",
}
"""Gestures that do not run by themselves yet, each with what happens today instead of what is right.

Whoever cures one takes it out here; this table is to be empty in the end.
"""
RUNNING = tuple(name for name in GESTURES if name not in WAITING)
