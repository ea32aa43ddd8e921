"""Numbers of people, or of what is theirs, as staff may see them: none that tells of fewer than five."""

TOGETHER = 5
TOO_FEW = f"fewer than {TOGETHER}"


def rounded(number: int) -> int:
    """A true number as it may be shown: rounded down to a multiple of five; 0 for fewer than five."""
    return number // TOGETHER * TOGETHER


def in_words(number: int) -> str:
    """The same in words: "fewer than 5", also of none, or "1,230"."""
    return f"{rounded(number):,}" if number >= TOGETHER else TOO_FEW
