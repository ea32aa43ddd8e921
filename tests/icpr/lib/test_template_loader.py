"""What a template's indentation becomes in the page: nothing that shows."""

import pytest
from django.template.loader import get_template, render_to_string

from icpr.lib.template_loader import compact


def test_works():
    source = get_template("pillars/_item.html").template.source
    assert source.startswith("<li class=")
    assert "\n  " not in source
    assert "{{ actor }}{% if not forloop.last %}, {% endif %}" in source


@pytest.mark.parametrize(
    ("source", "sent"),
    [
        ("<ul>\n  <li>One</li>\n</ul>\n", "<ul>\n<li>One</li>\n</ul>\n"),
        ("<p>\n  Some\n  words\n</p>", "<p>Some words</p>"),
        ("<p>\n  A <b>bold</b>\n  word\n</p>", "<p>A <b>bold</b> word</p>"),
        ("<p>\n  <b>A</b>\n</p>", "<p><b>A</b></p>"),
        ("<b>A</b><i>B</i>", "<b>A</b><i>B</i>"),
        ("<b>A</b>\n  <i>B</i>", "<b>A</b> <i>B</i>"),
        ('<a href="/"\n   rel="up">x</a>', '<a href="/" rel="up">x</a>'),
        ("<a href=\"{% if a > b %}/{% endif %}\"\n  {% if x %}id='y'{% endif %}>", None),
        ("{% load static %}\n<p>", "{% load static %}<p>"),
        ("{% if x %}\n  {{ x }}\n{% endif %}\n{% if y %}", "{% if x %} {{ x }} {% endif %}\n{% if y %}"),
        ("{% for x in y %}\n  <li>{{ x }}</li>\n{% endfor %}", "{% for x in y %}\n<li>{{ x }}</li>\n{% endfor %}"),
        ("<textarea>\n  a\n   b</textarea>", "<textarea>\n  a\n   b</textarea>"),
        ("<pre>\n  a\n\n  <b>b</b>\n</pre>", "<pre>\n  a\n\n  <b>b</b>\n</pre>"),
        ("a < b\n  {x}", "a < b {x}"),
        ("", ""),
    ],
)
def test_white_space_that_shows_nowhere_goes(source, sent):
    assert compact(source) == (" ".join(source.split()) if sent is None else sent)
    assert compact(compact(source)) == compact(source)


def test_the_admin_of_django_and_mail_stay_as_they_are():
    assert "\n  " in get_template("admin/index.html").template.source
    assert "\n" in render_to_string("mfa/messages/totp_activated.txt")
