"""What a phone or computer is told that keeps the library among its apps: the web app manifest."""

from django.http import HttpRequest, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from icpr.lib.text.page_titles import SITE

SHORT_NAME = "ICPR Library"
PAPER, DEEP = "#fbfaf6", "#15213a"  # as in static/css/tokens.css
SIZES = (192, 512)


def manifest(request: HttpRequest) -> JsonResponse:
    """The manifest (W3C). The mark keeps to the middle of the icons, so that they may be cut to any shape."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in SIZES
        for purpose in ("any", "maskable")
    ]
    told = {
        "id": reverse("home"),
        "name": SITE,
        "short_name": SHORT_NAME,
        "lang": "en",
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": DEEP,
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")
