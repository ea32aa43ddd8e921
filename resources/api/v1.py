"""Version 1 of the API: all its parts, and what its errors say. Loads ninja and pydantic; see `views`."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RegexPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from icpr.lib.http.problems import Problem, answer_of
from resources.api import VERSION, blueprint, changes, entrance, records, suggest, terms

api = NinjaAPI(title="ICPR Resource Library", version=VERSION, openapi_url=None, docs_url=None)
for part in (entrance, records, changes, terms, blueprint, suggest):
    api.add_router("", part.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return answer_of(error)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"parameter": str(one["loc"][-1]), "message": one["msg"]} for one in error.errors]
    said = "; ".join(f"“{one['parameter']}”: {one['message']}" for one in errors)
    return answer_of(Problem(422, f"A parameter cannot be used: {said}.", errors=errors))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    raise error


@api.exception_handler(HttpError)
def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    return answer_of(Problem(error.status_code, error.message))


@api.exception_handler(Exception)
def _fault(request: HttpRequest, error: Exception) -> HttpResponse:
    raise error  # told by the middleware as a problem, and logged as every fault is


resolver = URLResolver(RegexPattern(r""), api.urls[0])
