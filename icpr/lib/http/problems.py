"""Errors for programs: RFC 9457, "Problem Details for HTTP APIs"."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse

PROBLEM = "application/problem+json"


class Problem(Exception):
    """An error that an answer for programs ends in. code: the HTTP status. more: further members of the problem."""

    def __init__(self, code: int, detail: str, **more: Any):
        super().__init__(detail)
        self.code, self.detail, self.more = code, detail, more


def body_of(code: int, detail: str = "", **more: Any) -> bytes:
    """The JSON of a problem. detail: what happened and what to do, in words; without it the problem has only the title
    of its HTTP status."""
    members = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": code}
    return json.dumps(members | ({"detail": detail} if detail else {}) | more, ensure_ascii=False).encode()


def answer_of(problem: Problem) -> HttpResponse:
    code = problem.code
    return HttpResponse(body_of(code, problem.detail, **problem.more), content_type=PROBLEM, status=code)
