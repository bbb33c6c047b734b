"""Text that could be a formula: marked where it is written, as it was where it is read; all else is untouched."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from words.literal_text import literal, without_mark

ANY = st.text(st.one_of(st.sampled_from("=+-@＝＠'\t\r\n \u200b\ufeffa1"), st.characters()))


@given(ANY)
@example("''=1")
@example("' \t=1")
def test_what_was_written_is_read_again_and_never_begins_a_formula(text: str) -> None:
    written = literal(text)

    assert without_mark(written) == text
    assert written.lstrip("\u200b\ufeff ")[:1] not in tuple("=+-@＝＋－＠\t\r\n")


@pytest.mark.parametrize(
    "text", ["Ana", "'Ana'", "O'Neil", "1042", "", "#1042", "a=b", "ana+tea@example.com", "—", "(−5)"]
)
def test_all_other_text_stays_as_it_is(text: str) -> None:
    assert (literal(text), without_mark(text)) == (text, text)
