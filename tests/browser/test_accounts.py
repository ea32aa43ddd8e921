"""Signing in as people do it: by keyboard, on a phone, without script, with an app and with a passkey."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, _is_trouble
from tests.browser.everyone import LIGHTS, SETTLED, UNSET, barriers
from tests.browser.site import STAFF
from tests.icpr.accounts.signing import code_now

PAGES = {
    "account": "/accounts/",
    "password": "/accounts/password/change/",
    "sessions": "/accounts/sessions/",
    "second factor": "/accounts/2fa/",
    "app": "/accounts/2fa/totp/activate/",
    "passkey": "/accounts/2fa/webauthn/add/",
    "passkeys": "/accounts/2fa/webauthn/",
    "confirm": "/accounts/reauthenticate/",
    "log out": "/accounts/logout/",
}
AFTER = {
    "recovery codes": "/accounts/2fa/recovery-codes/",
    "new recovery codes": "/accounts/2fa/recovery-codes/generate/",
    "remove the app": "/accounts/2fa/totp/deactivate/",
    "second factor, set up": "/accounts/2fa/",
    "confirm with a code": "/accounts/2fa/reauthenticate/",
}


def sign_in(page: Page, username: str, to: str = "/admin/") -> None:
    page.goto(f"/accounts/login/?next={to}")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(STAFF["password"])
    page.get_by_role("button", name="Log in").click()


def set_up_app(page: Page) -> list[str]:
    """Leads from the page of the second factor to the recovery codes; returns them."""
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("Code").fill(code_now(secret=secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    return page.locator(".codes code").all_inner_texts()


def remove_app(page: Page) -> None:
    page.goto("/accounts/2fa/totp/deactivate/")
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("link", name="Set up an app")).to_be_visible()


def test_works_without_script(plain_page):
    """Password, app, recovery codes, and a password asked again."""
    page = plain_page
    sign_in(page, "app")
    expect(page).to_have_url("/admin/")
    codes = set_up_app(page)
    page.get_by_role("link", name="to the staff pages").click()
    page.get_by_role("button", name="Log out").click()
    sign_in(page, "app", "/admin/auth/user/")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    page.get_by_label("Code from your app").fill("000000")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("That was not right.")).to_be_visible()
    page.get_by_label("Code from your app").fill(codes[0])
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url("/admin/auth/user/")
    remove_app(page)


@pytest.fixture
def page_with_passkeys(browser, site):
    """A page at a name, which passkeys need, in a browser that holds them."""
    troubles = []
    context = browser.new_context(base_url=site.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
    page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message) else None)
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    options |= {"hasResidentKey": True, "automaticPresenceSimulation": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.forget = lambda: session.send("WebAuthn.clearCredentials", made)
    yield page
    context.close()
    assert "\n".join(troubles) == ""


def test_a_passkey_is_added_and_opens_the_account(page_with_passkeys):
    page = page_with_passkeys
    sign_in(page, "passkey", "/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Name").fill("work laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    sign_in(page, "passkey", "/admin/plans/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/admin/plans/")
    page.get_by_role("button", name="Log out").click()
    page.forget()
    sign_in(page, "passkey")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That was not completed.")).to_be_visible()
    assert barriers(page) == []


def test_an_address_without_a_name_says_that_passkeys_are_not_for_it(page):
    sign_in(page, "keyboard", "/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("An authenticator app works everywhere.")).to_be_visible()


def test_by_keyboard_alone(page):
    page.goto("/admin/auth/group/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("keyboard")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is not right")
    page.keyboard.press("Tab")
    page.keyboard.type(STAFF["password"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Log in")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url("/admin/auth/group/")


def look(page: Page, name: str, address: str) -> None:
    """No barrier in any light, nothing to scroll sideways on a phone."""
    page.goto(address)
    for light, media in LIGHTS.items():
        page.emulate_media(**UNSET | media)
        page.evaluate(SETTLED)
        assert barriers(page) == [], f"{name}, {light}"
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], name
    page.set_viewport_size({"width": 1280, "height": 900})


def test_several_sessions_fit_a_phone(open_page):
    sign_in(open_page(), "keyboard")
    page = open_page(viewport=PHONE)
    sign_in(page, "keyboard", "/accounts/sessions/")
    expect(page.get_by_role("button", name="End").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_every_page_is_for_everyone(open_page):
    page = open_page(reduced_motion="reduce")
    sign_in(page, "pages")
    for name, address in PAGES.items():
        look(page, name, address)
    codes = set_up_app(page)
    for name, address in AFTER.items():
        look(page, name, address)
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Log out").click()
    look(page, "log in", "/accounts/login/")
    page.get_by_label("Username").fill("pages")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Log in").click()
    assert barriers(page) == []
    sign_in(page, "pages")
    look(page, "second step", "/accounts/2fa/authenticate/")
    page.get_by_label("Code from your app").fill(codes[0])
    page.get_by_role("button", name="Log in").click()
    remove_app(page)
