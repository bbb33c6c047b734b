"""What a step of the story must bring, held against what came."""

from collections.abc import Mapping, Sequence


class StoryBroken(Exception):
    """A step was not answered as the script says; names the step, and what came instead."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"The story broke at “{step}”: {why}.")


def compare(step: str, expected: Mapping[str, object], got: Mapping[str, object]) -> None:
    """Nothing where all that is expected came; raises StoryBroken."""
    for key, value in expected.items():
        if got.get(key) != value:
            raise StoryBroken(step, f"{key} must be {value!r} and is {got.get(key)!r} in {dict(got)}")


def find_words(step: str, words: Sequence[str], text: str) -> None:
    """Nothing where the text has all these words; raises StoryBroken."""
    for word in words:
        if word not in text:
            raise StoryBroken(step, f"the words must contain {word!r} and are {text!r}")
