"""Where a form was sent from: what the browser says, and nothing else."""

import pytest
from django.test import RequestFactory

from icpr.lib.http.origin import Origin, origin_of


@pytest.mark.parametrize(
    ("headers", "origin"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, Origin.HERE),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, Origin.HERE),
        ({"Origin": "http://testserver"}, Origin.HERE),
        ({"Sec-Fetch-Site": "none"}, Origin.UNKNOWN),
        ({"Origin": "null"}, Origin.UNKNOWN),
        ({}, Origin.UNKNOWN),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, Origin.ELSEWHERE),
        ({"Sec-Fetch-Site": "same-site"}, Origin.ELSEWHERE),
        ({"Sec-Fetch-Site": "Same-Origin "}, Origin.ELSEWHERE),
        ({"Origin": "http://testserver.evil.example"}, Origin.ELSEWHERE),
        ({"Origin": "https://testserver"}, Origin.ELSEWHERE),
        ({"Origin": "http://testserver:81"}, Origin.ELSEWHERE),
        ({"Origin": "\x00"}, Origin.ELSEWHERE),
    ],
)
def test_works(headers, origin):
    assert origin_of(RequestFactory().post("/", headers=headers)) is origin
