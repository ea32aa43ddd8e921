"""How far a replica is behind, known by where the primary's log stood when."""

from math import inf

from icpr.lib.database.lag import Lag


def test_works():
    lag = Lag()
    lag.stood(1.0, 100)
    assert lag.behind(100, 1.5) == 0
    lag.stood(2.0, 200)
    assert lag.behind(150, 2.5) == 1.5
    lag.stood(3.0, 300)
    assert lag.behind(150, 9.0) == 8.0
    assert lag.behind(200, 9.0) == 7.0
    assert lag.behind(300, 9.0) == 0


def test_one_that_was_never_known_to_have_everything_is_as_far_behind_as_can_be():
    lag = Lag()
    lag.stood(1.0, 100)
    assert lag.behind(99, 1.1) == inf
    assert lag.behind(100, 1.2) == 0


def test_nothing_is_lacking_while_the_primary_does_nothing_or_does_not_answer():
    lag = Lag()
    for moment in (1.0, 2.0, 3.0):
        lag.stood(moment, 100)
    assert lag.behind(100, 500.0) == 0


def test_another_primary_that_goes_on_from_an_earlier_place_is_believed():
    lag = Lag()
    lag.stood(1.0, 100)
    assert lag.behind(100, 1.0) == 0
    lag.stood(2.0, 200)
    lag.stood(3.0, 150)
    assert lag.behind(150, 4.0) == 0
