"""The owner's words for emails: what stands in their braces, and what a reader's own values make of them."""

from loyalty.model.written.letter_texts import filled, named_in

ANA = {"points": "183 points", "reward": "Tote bag", "next": ""}


def test_a_placeholder_may_be_written_with_blanks_and_in_capitals() -> None:
    assert named_in("{ Points } to your {REWARD}") == ("points", "reward")


def test_the_readers_own_values_stand_in_place_of_the_placeholders() -> None:
    assert filled("{ Points } to your {REWARD}", ANA) == "183 points to your Tote bag"


def test_a_text_without_placeholders_is_itself() -> None:
    assert filled("What's new?", ANA) == "What's new?"


def test_who_has_nothing_to_fill_in_gets_none_of_the_owners_words() -> None:
    assert filled("Your {next} is waiting", ANA) == ""
    assert filled("Your {coupon} is waiting", ANA) == ""


def test_braces_in_a_value_are_no_placeholder() -> None:
    assert filled("Your {reward}", {"reward": "{points}"}) == "Your {points}"
