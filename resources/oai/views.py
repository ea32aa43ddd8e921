"""The one address of OAI-PMH, `/oai`."""

from datetime import datetime
from xml.etree.ElementTree import Element

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from icpr.lib.http.forms import takes_form
from icpr.lib.text.xml import xml_text
from resources.oai import arguments, verbs, xml
from resources.oai.arguments import Arguments
from resources.oai.errors import ProtocolError

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd"
UNSAID = {"badVerb", "badArgument"}  # after these the answer does not repeat what it was asked


@csrf_exempt
@takes_form
def oai(request: HttpRequest) -> HttpResponse:
    """A request by GET or, the same, by POST, which changes nothing here. What is wrong with it is told with status
    200, as the protocol has it."""
    now, asked = timezone.now(), None
    try:
        asked = arguments.read(request.POST if request.method == "POST" else request.GET)
        answer = verbs.answer(asked, now)
        content, date = answer.content, answer.date
    except ProtocolError as error:
        content, date = Element("error", {"code": error.code}), now
        content.text = xml_text(error.message)
        asked = None if error.code in UNSAID else asked
    return _respond(_envelope(content, asked, date))


def _envelope(content: Element, asked: Arguments | None, date: datetime) -> Element:
    """What every answer has. Harvesters ask the next time for what changed from its `responseDate` on: so it is the
    moment up to which the answer knows all, and of a list that goes on, the one of its beginning."""
    envelope = xml.root("OAI-PMH", {"": NAMESPACE}, SCHEMA)
    xml.add(envelope, "responseDate", xml.utc(date))
    xml.add(envelope, "request", verbs.base_url(), **({"verb": asked.verb, **asked.given} if asked else {}))
    envelope.append(content)
    return envelope


def _respond(envelope: Element) -> HttpResponse:
    response = HttpResponse(xml.document(envelope), content_type="text/xml; charset=utf-8")
    response["Cache-Control"] = "no-store"  # the next answer has another date
    response["X-Robots-Tag"] = "noindex"
    return response
