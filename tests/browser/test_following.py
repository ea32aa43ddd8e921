"""Something is followed on a phone without script: asked, confirmed from the mail, told, ended by one click."""

import re
import time
from email.message import EmailMessage
from urllib.request import Request, urlopen

from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.browser.site import Site
from tests.server import python

WITHIN = 30  # seconds
# News are told once five minutes have passed without more: those of the catalogue may be younger or not.
TELL = """
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
from resources.following.models import Subscription
from resources.models import Resource
now = timezone.now()
record = Resource.objects.published().filter(pillars__slug="policy-oversight").latest("number")
record.publish_at = now - timedelta(hours=2)
record.save()
Subscription.objects.filter(address="/pillars/policy-oversight/").update(told_until=now - timedelta(days=1))
call_command("run_due", "tell-followers")
call_command("run_due", "send-mail")
"""


def letter(site: Site, number: int) -> EmailMessage:
    """One of the letters to the address of this test, once it has come."""
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        found = [each for each in site.mail.letters if each["To"] == "chief@example.org"]
        if len(found) >= number:
            return found[number - 1]
        time.sleep(0.2)
    raise AssertionError(f"Letter {number} did not come within {WITHIN} seconds.")


def text_of(message: EmailMessage) -> str:
    return message.get_body(("plain",)).get_content()


def link_in(message: EmailMessage, name: str) -> str:
    return re.search(rf"http://\S+/follow/{name}/[\w-]{{43}}/", text_of(message))[0]


def test_works(open_page, site):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    page.goto("/pillars/policy-oversight/")
    page.get_by_role("link", name="Follow this").click()
    expect(page.get_by_role("heading", name="By feed")).to_be_visible()
    page.get_by_label("At once").check()
    page.get_by_label("Your e-mail address").fill("chief@example.org")
    page.get_by_role("button", name="Follow by mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")

    page.goto(link_in(letter(site, 1), "confirm"))
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You follow this by mail")

    python(TELL, site.env)
    told = letter(site, 2)
    assert re.match(r"\d+ new resources?: ", told["Subject"])
    assert "Matches: Resources on Policy & Oversight" in text_of(told)
    page.goto(link_in(told, "manage"))
    assert "Last told on" in page.get_by_role("main").inner_text()

    one_click = Request(told["List-Unsubscribe"].strip(" <>"), data=told["List-Unsubscribe-Post"].encode())
    with urlopen(one_click) as answer:
        assert (answer.status, answer.url) == (200, one_click.full_url)
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("There is nothing at this address")
