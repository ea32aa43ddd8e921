"""Looking over what is being written about a record, before it is saved: how it reads, and how Markdown will show it.

The page takes the fields of the form as they stand and stores nothing. It also says which tags the title and annotation
name. A script of the form asks the same, for figures and tags beside the fields.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from icpr.lib.text.markdown import LONGEST, render_markdown
from icpr.lib.text.tag_lists import names_in
from resources.curation.writing import NAMING, reading, remarks_on_annotation, remarks_on_brief
from resources.models import Resource
from resources.terms.named import tags_named_in

WRITERS = ("contributions.add_owndraft", "resources.add_resource", "resources.change_resource")
REMARKS = {"annotation": remarks_on_annotation, "in_brief": remarks_on_brief}


@require_POST
def look_over(request: HttpRequest) -> HttpResponse:
    if not any(map(request.user.has_perm, WRITERS)):
        raise PermissionDenied
    texts = {name: figures(name, request.POST) for name in REMARKS}
    sent = [request.POST.get(name, "")[:LONGEST] for name in NAMING]
    tags = [str(tag) for tag in tags_named_in(sent, names_in(request.POST.get("tags", "")[:LONGEST]))]
    if request.headers.get("accept") == "application/json":
        return JsonResponse({"texts": texts, "tags": tags})
    context = admin.site.each_context(request) | {
        "title": "How it reads",
        "opts": Resource._meta,
        "texts": texts,
        "tags": tags,
        "body": render_markdown(request.POST.get("body", "")[:LONGEST]),
    }
    return TemplateResponse(request, "admin/resources/writing.html", context)


def figures(name: str, posted: QueryDict) -> dict:
    """Of one text of the form: its label, its figures as a sentence, and what is to be mended."""
    text = posted.get(name, "")[:LONGEST]
    return {
        "label": Resource._meta.get_field(name).verbose_name.capitalize(),
        "text": text,
        "figures": in_words(text, posted.get("language", "en")),
        "remarks": REMARKS[name](text),
    }


def in_words(text: str, language: str) -> str:
    """ "23 words, 1 sentence, reading grade 9"."""
    found = reading(text, language)
    if not found.words:
        return "Nothing written yet"
    counted = [counts(found.words, "word"), counts(found.sentences, "sentence")]
    return ", ".join(counted + ([f"reading grade {found.grade:.0f}"] if found.grade is not None else []))


def counts(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
