"""Every gesture by its name."""

from collections.abc import Mapping

from tests.simulation.gestures import columns, commands, member_rows, other_rows, report_tab, tabs, whole_sheet
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
    "add_unseen_characters": Gesture(member_rows.add_unseen_characters),
    "delete_ledger_rows": Gesture(other_rows.delete_ledger_rows, 1),
    "delete_settings_row": Gesture(other_rows.delete_settings_row, 1),
    "type_price_as_word": Gesture(other_rows.type_price_as_word, 1),
    "change_products": Gesture(other_rows.change_products, 2),
    "merge_notes": Gesture(other_rows.merge_notes, 1),
    "copy_tab": Gesture(tabs.copy_tab, 1),
    "swap_tab": Gesture(tabs.swap_tab, 1),
    "rename_tab": Gesture(tabs.rename_tab, 1),
    "protect_tab": Gesture(tabs.protect_tab, 1),
    "change_zone": Gesture(whole_sheet.change_zone, 1),
    "change_locale": Gesture(whole_sheet.change_locale, 1),
    "change_rate": Gesture(whole_sheet.change_rate),
    "roll_out": Gesture(whole_sheet.roll_out, 1),
    "close_books": Gesture(commands.close_books, 1),
    "merge": Gesture(commands.merge, 1),
    "restore": Gesture(whole_sheet.restore, 1),
    "handle_report": Gesture(report_tab.handle_report),
}
ALL = tuple(name for name in GESTURES if name != "handle_report")
"""A report looks at everything, so runs that have it are their own."""
