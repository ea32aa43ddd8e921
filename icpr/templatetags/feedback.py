"""The way to tell staff of the page that is shown."""

from django import template
from django.urls import reverse

from resources.feedback.pages import report_address

register = template.Library()


@register.simple_tag(takes_context=True)
def report_url(context) -> str:
    """Where a problem with this page is reported; the same for everybody who has it."""
    request = context.get("request")
    return report_address(request) if request else reverse("report-problem")
