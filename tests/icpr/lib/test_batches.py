"""Small pieces are joined to a few; nothing is lost, added or held back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpr.lib.batches import BATCH, batched

PIECES = st.lists(st.integers(0, BATCH * 2).map(lambda size: b"x" * size), max_size=8)


@given(PIECES)
def test_the_same_in_fewer_pieces(pieces):
    joined = list(batched(pieces))
    assert b"".join(joined) == b"".join(pieces)
    assert all(joined)
    assert all(len(piece) >= BATCH for piece in joined[:-1])


def test_text_as_bytes():
    assert list(batched(["é", "", "a"])) == ["éa"]
    assert list(batched([])) == []


def test_a_batch_is_sent_before_the_next_is_made():
    def pieces():
        yield b"x" * BATCH
        raise OSError("disk")

    batches = batched(pieces())
    assert len(next(batches)) == BATCH
    with pytest.raises(OSError, match="disk"):
        next(batches)
