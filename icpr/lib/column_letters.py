def column_letters(place: int) -> str:
    """How spreadsheets name a column, counted from 0: A, B ... Z, AA."""
    above, rest = divmod(place, 26)
    return (column_letters(above - 1) if above else "") + chr(ord("A") + rest)
