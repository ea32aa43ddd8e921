"""What programs look for at fixed addresses: robots.txt, llms.txt, and how a browser searches the library."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import is_valid_path, reverse
from django.utils.html import escape

from icpr.lib.formats.links import address_of, forms_of
from icpr.lib.http.site import absolute
from icpr.lib.text.page_titles import SITE
from icpr.web_manifest import SHORT_NAME

ABOUT = (
    "Policy papers, reports, training and practice on policing and its communities, under the six pillars of"
    " 21st-century policing. Kept by the Institute for Community-Police Relations of the International Association of"
    " Chiefs of Police."
)
# What is for staff, or answers what a reader typed or sent.
CLOSED = (
    *("/admin/", "/accounts/", "/preview/", "/told/", "/lists/add/", "/follow/", "/suggest?", "/suggest/opensearch"),
    *("/tell-staff/", "/r/*/tell-us/", "/r/*/useful/", "/report/", "/feedback/"),
)
GOOD_TO_KNOW = (
    "Works belong to their publishers. The library describes them in its own words and says which can be opened.",
    "What is not known is left out: no date, author, rating or address is made up.",
    "A record is cited by its permanent address, such as /r/ICPR-000128/, which never changes.",
    "“Proven” follows one written rule; each finding is one source on one outcome, and nothing is averaged.",
)
FORMS = "The address of the page with the suffix of the form in place of its last slash, and the same query string."
READ = {
    "/resources/": "All resources, with filters in the query string, such as ?pillar=policy-oversight",
    "/pillars/": "The six pillars, five focus areas and seven topics",
    "/blueprint/": "What the Task Force on 21st Century Policing asked for, with what research says of each",
    "/practices/": "Practices and what research found of them",
    "/model-policies/": "Policy papers",
    "/police-chief/": "Police Chief articles",
    "/whats-new/": "What’s new",
    "/about/": "About the institute and the library",
}
FOR_PROGRAMS = {
    "/api/": "API, without a key: how to ask it",
    "/api/v1/openapi.json": "API: its description (OpenAPI)",
    "/oai": "OAI-PMH 2.0",
    "/dump/": "The whole catalogue as files, made nightly",
    "/sitemap.xml": "Site map",
}


def robots(request: HttpRequest) -> HttpResponse:
    """What may be read by programs: all that is public. Lists with several limits say themselves not to be kept.
    Who wants all of it is shown a better way than page by page, in comments, for the format has no line for it."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), "", f"Sitemap: {absolute(reverse('sitemap'))}"]
    lines += ["", f"# What the library is, for programs: {absolute(reverse('llms'))}"]
    lines += [f"# {about}: {absolute(path)}" for path, about in FOR_PROGRAMS.items() if path != reverse("sitemap")]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def llms(request: HttpRequest) -> HttpResponse:
    """What the library is and how a program reads it, in Markdown (llmstxt.org)."""
    parts = [f"# {SITE}", f"> {ABOUT}", "\n".join(f"- {line}" for line in GOOD_TO_KNOW)]
    parts += ["## Pages", "\n".join(_links(READ)), "## For programs", "\n".join(_links(FOR_PROGRAMS))]
    parts += ["## Any list or record in another form", FORMS, "\n".join(_forms())]
    return HttpResponse("\n\n".join(parts) + "\n", content_type="text/plain; charset=utf-8")


def _links(described: dict[str, str]) -> Iterator[str]:
    """A line for each path that the site answers."""
    return (f"- [{path}]({absolute(path)}): {about}" for path, about in described.items() if is_valid_path(path))


def _forms() -> Iterator[str]:
    """A line for each form of the list of all resources."""
    addresses = ((form.label, address_of(form, reverse("resources"))) for form in forms_of("resources"))
    return (f"- [{path}]({absolute(path)}): {label}" for label, path in addresses)


def open_search(request: HttpRequest) -> HttpResponse:
    """How browsers search the library from their own box (OpenSearch 1.1)."""
    search = absolute(reverse("resources"))
    urls = {
        "text/html": f"{search}?q={{searchTerms}}",
        "application/x-suggestions+json": absolute(reverse("open-search-suggest")) + "?q={searchTerms}",
    }
    feeds = (form for form in forms_of("resources") if form.use == "follow")
    urls |= {form.media_type: address_of(form, f"{search}?q={{searchTerms}}") for form in feeds}
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
        f"<ShortName>{SHORT_NAME}</ShortName>",
        f"<LongName>{SITE}</LongName>",
        f"<Description>Search the {SITE}</Description>",
        "<InputEncoding>UTF-8</InputEncoding>",
        f'<Image width="192" height="192" type="image/png">{absolute(static("img/icon-192.png"))}</Image>',
        *(f'<Url type="{type_}" template="{escape(template)}"/>' for type_, template in urls.items()),
        f'<Url type="application/opensearchdescription+xml" rel="self" template="{absolute(reverse("open-search"))}"/>',
        "</OpenSearchDescription>",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="application/opensearchdescription+xml; charset=utf-8")
