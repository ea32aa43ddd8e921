"""Two editors, an ended sign-in and unsaved text in a real browser, with script and without, by keyboard,
for everybody."""

import os
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.everyone import OPTIONS, SETTLED
from tests.browser.test_admin import sign_in

ADD = "/admin/resources/resource/add/"
PICTURES = os.environ.get("PICTURES", "")


def made(page: Page, title: str) -> str:
    """The address of a new draft, opened on this page."""
    sign_in(page, ADD)
    page.get_by_label("Kind").select_option("guide")
    page.locator("#id_title").fill(title)
    page.locator("input[name=_continue]").first.click()
    expect(page.locator(".standing").first).to_contain_text("Draft")
    return re.sub(r"^https?://[^/]+", "", page.url)


def save(page: Page) -> None:
    page.locator("input[name=_continue]").last.click()


def assert_for_everybody(page: Page, name: str, selector: str) -> None:
    """No barrier axe-core finds, on a desktop and a phone, in both lights; no sideways scroll."""
    for size, viewport in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(viewport)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        for light in ("light", "dark"):
            page.emulate_media(color_scheme=light)
            page.evaluate(SETTLED)
            found = Axe().run(page, context=selector, options=OPTIONS).response["violations"]
            assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
            if PICTURES:
                page.locator(selector).scroll_into_view_if_needed()
                page.screenshot(path=f"{PICTURES}/{name}-{size}-{light}.png")
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")


def test_works_for_two_editors_of_one_record(open_page):
    mine, theirs = open_page(bypass_csp=True), open_page()  # axe-core brings a style of its own
    address = made(mine, "Two editors")
    sign_in(theirs, address)
    theirs.locator("#id_title").fill("Their title")
    theirs.locator("#id_annotation").fill("Their annotation.")
    save(theirs)
    expect(theirs.locator(".messagelist")).to_contain_text("was changed successfully")
    mine.locator("#id_title").fill("My title")
    mine.locator("#id_in_brief").fill("My words.")
    save(mine)
    asked = mine.locator("#meanwhile")
    expect(asked).to_contain_text("Somebody saved this while you had it open")
    expect(asked).to_contain_text("[taken out: Their] title")
    expect(asked).to_contain_text("[put in: My] title")
    expect(mine.locator("#id_annotation")).to_have_value("Their annotation.")
    expect(mine.locator("#id_in_brief")).to_have_value("My words.")
    assert_for_everybody(mine, "conflict", "#meanwhile")
    mine.get_by_role("radio").first.focus()
    mine.keyboard.press("Space")
    expect(mine.get_by_role("radio", name="Now (saved by")).to_be_checked()
    mine.keyboard.press("ArrowDown")
    expect(mine.get_by_role("radio", name="Yours")).to_be_checked()
    save(mine)
    expect(mine.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(mine.locator("#id_title")).to_have_value("My title")
    expect(mine.locator("#id_annotation")).to_have_value("Their annotation.")


def test_the_choice_works_without_script(open_page):
    mine, theirs = open_page(java_script_enabled=False), open_page(java_script_enabled=False)
    address = made(mine, "Without script")
    sign_in(theirs, address)
    theirs.locator("#id_title").fill("Theirs without script")
    save(theirs)
    mine.locator("#id_title").fill("Mine without script")
    save(mine)
    mine.get_by_role("radio", name="Now (saved by").check()
    save(mine)
    expect(mine.locator("#id_title")).to_have_value("Theirs without script")


@pytest.mark.parametrize("script", [True, False])
def test_a_long_edit_outlives_its_sign_in(open_page, script):
    page = open_page(java_script_enabled=script, bypass_csp=script)  # axe-core brings a style of its own
    made(page, f"Long edit {script}")
    page.locator("#id_in_brief").fill("An hour of work.\n\nAnd another.")
    page.locator("#id_pillars input").nth(2).check()
    page.context.clear_cookies()
    save(page)
    expect(page.get_by_role("heading", name="Your sign-in has ended")).to_be_visible()
    if script:
        assert_for_everybody(page, "signed-out", "#content")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in in a new tab").click()
    tab = opened.value
    tab.get_by_label("Username").fill("editor")
    tab.get_by_label("Password").fill("a-password-for-this-test-only")
    tab.get_by_role("button", name="Log in").click()
    expect(tab.get_by_text("press “Send again”")).to_be_visible()
    tab.close()
    page.bring_to_front()
    if script:
        page.evaluate("dispatchEvent(new Event('focus'))")  # as a browser does for a tab that is looked at again
        expect(page.locator("#again-status")).to_contain_text("You are signed in as editor.")
        page.get_by_role("button", name="Send again").click()
    else:
        page.get_by_role("button", name="Send again").click()
        expect(page.get_by_role("heading", name="This form was not taken")).to_be_visible()
        page.get_by_role("button", name="Send again").click()
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(page.locator("#id_in_brief")).to_have_value("An hour of work.\n\nAnd another.")
    expect(page.locator("#id_pillars input").nth(2)).to_be_checked()


def test_leaving_unsaved_text_asks_and_it_can_be_put_back(page):
    made(page, "Unsaved")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="History").click()
    page.go_back()
    assert asked == [], "nothing was changed"
    page.locator("#id_in_brief").fill("Not saved.")
    page.locator("#id_pillars input").nth(1).check()
    page.locator("#authors-group .add-row a").click()
    page.locator("#id_authors-0-family_name").fill("Peel")
    page.locator(".field-publishers .select2-selection").click()
    page.locator(".select2-results__option[aria-selected]").first.click()
    page.locator("summary", has_text="Blueprint items").click()
    page.locator("#id_items_from option").first.dblclick()
    publisher = page.locator("#id_publishers option:checked").inner_text()
    item = page.locator("#id_items_to option").inner_text()
    page.wait_for_timeout(500)
    page.get_by_role("link", name="History").click()
    expect(page.get_by_role("heading", name="Change history")).to_be_visible()
    assert asked == ["beforeunload"]
    page.go_back()
    page.reload()
    offer = page.locator(".put-back")
    expect(offer).to_contain_text("What you typed here was not saved.")
    expect(page.locator("#id_in_brief")).to_have_value("")
    offer.get_by_role("button", name=re.compile("Put back what you typed at")).click()
    expect(page.locator("#id_in_brief")).to_have_value("Not saved.")
    expect(page.locator("#id_pillars input").nth(1)).to_be_checked()
    expect(page.locator("#id_authors-0-family_name")).to_have_value("Peel")
    expect(page.locator(".field-publishers .select2-selection")).to_contain_text(publisher)
    expect(page.locator("#id_items_to option")).to_have_text(item)
    expect(page.locator("#id_items_to")).to_be_visible()
    asked.clear()
    save(page)
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    expect(page.locator("#id_authors-0-family_name")).to_have_value("Peel")
    expect(page.locator("#id_items_to option")).to_have_text(item)
    assert asked == [], "saving does not ask"
    page.reload()
    expect(page.locator("#id_in_brief")).to_have_value("Not saved.")
    expect(page.locator(".put-back")).to_have_count(0)


def test_what_is_put_back_does_not_undo_what_others_saved_since(open_page):
    mine, theirs = open_page(), open_page()
    address = made(mine, "Put back")
    mine.on("dialog", lambda dialog: dialog.accept())
    mine.locator("#id_in_brief").fill("Mine.")
    mine.wait_for_timeout(500)
    mine.goto("/admin/")
    sign_in(theirs, address)
    theirs.locator("#id_annotation").fill("Theirs.")
    save(theirs)
    mine.goto(address)
    mine.get_by_role("button", name=re.compile("Put back what you typed at")).click()
    save(mine)
    expect(mine.locator("#id_annotation")).to_have_value("Theirs.")
    expect(mine.locator("#id_in_brief")).to_have_value("Mine.")


def test_saving_another_form_does_not_forget_one_that_was_refused(page):
    address = made(page, "Refused")
    page.locator("#id_in_brief").fill("Sent in vain.")
    page.context.clear_cookies()
    save(page)
    expect(page.get_by_role("heading", name="Your sign-in has ended")).to_be_visible()
    made(page, "Another")
    page.goto(address)
    expect(page.locator(".put-back")).to_contain_text("What you typed here was not saved.")


def test_a_password_and_what_was_signed_out_of_are_not_kept(page):
    sign_in(page, "/admin/auth/user/add/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("#id_username").fill("somebody")
    page.locator("#id_password1").fill("a-secret-of-theirs")
    page.wait_for_timeout(500)
    kept = page.evaluate("JSON.stringify(sessionStorage)")
    assert "somebody" in kept
    assert "a-secret-of-theirs" not in kept
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert "somebody" not in page.evaluate("JSON.stringify(sessionStorage)")


def test_tags_that_the_title_names_are_added_with_a_click(open_page):
    page = open_page(bypass_csp=True)
    sign_in(page, ADD)
    offered = page.locator(".offered")
    expect(offered).to_be_hidden()
    page.locator("#id_title").fill("Use of force and community trust")
    expect(offered.get_by_role("checkbox")).to_have_count(2)
    assert_for_everybody(page, "offered-tags", ".offered")
    offered.get_by_label("Add “use of force”").focus()
    page.keyboard.press("Space")
    expect(page.locator("#id_tags")).to_have_value("use of force")
    expect(offered.get_by_label("Add “community trust”")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#id_tags")).to_have_value("use of force, community trust")
    expect(page.locator("#id_tags")).to_be_focused()
    expect(offered).to_be_hidden()
    page.locator("#id_tags").fill("community trust")
    expect(offered.get_by_role("checkbox")).to_have_count(1)


def test_without_script_they_are_ticked_once_it_was_saved(open_page):
    page = open_page(java_script_enabled=False)
    made(page, "Use of force, ticked")
    page.get_by_label("Add “use of force”").check()
    save(page)
    expect(page.locator("#id_tags")).to_have_value("use of force")
    expect(page.locator(".offered")).to_be_hidden()


def test_a_publisher_is_looked_for_before_it_is_added(open_page):
    page = open_page()
    sign_in(page, ADD)
    with page.expect_popup() as opened:
        page.locator("#add_id_publishers").click()
    window = opened.value
    window.locator("#id_name").fill("IACP")
    window.locator("input[name=_save]").click()
    window.get_by_label("Yes, it is “International Association of Chiefs of Police”").check()
    window.locator("input[name=_save]").click()
    chosen = page.locator(".field-publishers .select2-selection__choice")
    expect(chosen).to_contain_text("International Association of Chiefs of Police")
