"""Eight readers who know nothing of the site: each begins at home and ends at a document, a person or a next step.

Where a document is at its publisher, the link that leads there is the end: nothing asks another host.
"""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

NARROW = {"width": 320, "height": 640}
DOCUMENT = re.compile(r"^\s*(Open|Go to its page) at ")
LONGEST_TITLE = 70


def home(page: Page) -> Page:
    page.goto("/")
    return page


def follow(page: Page, name: str | re.Pattern, *, within: str = "main") -> None:
    """Clicks the first link of that name, and looks at what any page of a journey must be."""
    page.locator(within).get_by_role("link", name=name).first.click()
    check(page)


def search(page: Page, words: str) -> None:
    page.get_by_role("main").locator("[name=q]").fill(words)
    page.get_by_role("main").locator("[name=q]").press("Enter")
    page.wait_for_url("**/resources/?*")
    check(page)


def check(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert len(page.title()) <= LONGEST_TITLE
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def way_out(page: Page) -> str:
    """The address of the document, whose link stands on the first screen of a record."""
    link = page.locator(".get__open")
    expect(link).to_have_text(DOCUMENT)
    expect(link).to_be_in_viewport(ratio=1)
    return link.get_attribute("href")


def tab_to(page: Page, name: str, *, most: int) -> None:
    """Presses the tabulator until the link or button of that name has the focus and can be seen."""
    aim = page.get_by_role("link", name=name, exact=True).or_(page.get_by_role("button", name=name)).first
    for _ in range(most):
        page.keyboard.press("Tab")
        if aim.evaluate("element => element === document.activeElement"):
            break
    expect(aim).to_be_focused()
    expect(aim).to_be_in_viewport()


def test_a_chief_finds_a_policy_on_body_worn_cameras(page):
    follow(home(page), "I lead an agency")
    follow(page, "Body-Worn Cameras")
    assert way_out(page).startswith("https://theiacp.org/")
    expect(page.get_by_role("region", name="What research says")).to_contain_text("Body-worn cameras")
    search_for = "body camera policy"
    page.get_by_role("banner").locator("[name=q]").fill(search_for)
    page.get_by_role("banner").locator("[name=q]").press("Enter")
    expect(page.locator("#results .row__title").first).to_have_text("Body-Worn Cameras")


def test_a_chief_with_ten_minutes_prints_a_plan_of_what_is_proven(open_page):
    page = open_page(color_scheme="dark")
    follow(home(page), "I lead an agency")
    follow(page, "Start a plan with these")
    page.get_by_role("button", name="Start a plan").click()
    expect(page).to_have_url(re.compile("/plan/[^/]{20,}/$"))
    items = page.locator("li.entry")
    assert items.count() == page.locator(".entry__evidence", has_text="Proven").count() > 0
    follow(page, re.compile("^Print on 1 sheet"))
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(page.locator(".plan-sheet tbody tr")).to_have_count(6)


def test_a_community_leader_finds_how_to_complain_and_what_to_ask(open_page):
    page = open_page(viewport=PHONE, has_touch=True, is_mobile=True, java_script_enabled=False)
    follow(home(page), "I speak for a community")
    assert page.get_by_role("link", name=re.compile("^Why ask:")).count() == 10
    follow(page, "How complaints and oversight work", within="nav[aria-label='On this page']")
    complaints = page.get_by_role("region", name="How complaints and oversight work")
    complaints.get_by_role("link").first.click()
    check(page)
    assert way_out(page).startswith("https://")
    page.go_back()
    follow(page, re.compile("^Addressing Police Misconduct"))
    assert "justice.gov" in way_out(page)
    page.go_back()
    follow(page, re.compile(r"^All \d+ questions"))
    expect(page.get_by_role("heading", name="10 to begin with")).to_be_visible()


def test_a_council_staffer_shares_what_was_published_since_2018(page, open_page):
    search(home(page), "use of force")
    page.locator("#facet-years summary").click()
    page.get_by_label("Since").fill("2018")
    page.get_by_label("Since").press("Enter")
    expect(page).to_have_url(re.compile("q=use\\+of\\+force.*since=2018"))
    page.wait_for_load_state()
    check(page)
    shared = open_page(java_script_enabled=False)
    shared.goto(page.url)
    rows = [each.locator("#results .row__title").all_inner_texts() for each in (page, shared)]
    assert rows[0] == rows[1] != []
    years = shared.locator("#results .row .short__facts").all_inner_texts()
    assert all(int(re.findall(r"\b(?:19|20)\d\d\b", facts)[-1]) >= 2018 for facts in years)


def test_a_reader_of_police_chief_finds_an_article_by_year_and_author(page):
    follow(home(page), "Police Chief", within="nav[aria-label='Main']")
    follow(page, re.compile(r"\b2018\b"))
    row = page.get_by_role("row").filter(has_text="Heather Warnken")
    row.get_by_role("link").first.click()
    expect(page.locator(".record__line")).to_contain_text("Heather Warnken")
    assert "policechiefmagazine.org" in way_out(page)
    expect(page.locator("nav [aria-current='true']")).to_have_text("Police Chief")


def test_a_researcher_finds_the_studies_of_body_worn_cameras_and_data(page):
    follow(home(page), "I train, study or write")
    data = page.get_by_role("link", name="The Blueprint as CSV").get_attribute("href")
    assert page.request.get(data).headers["content-type"].startswith("text/csv")
    follow(page, "All practices and their findings")
    follow(page, "Body-worn cameras")
    works = page.locator(".finding a[href^='https://doi.org/']")
    assert works.count() == page.locator(".finding").count() > 5
    search(home(page), "body-worn cameras")
    number = int(re.search(r"\d+", page.get_by_role("heading", level=1).text_content())[0])
    follow(page, "Use this list")
    assert number == len(taken(page, "CSV")) - 1
    assert number == len(set(re.findall(r"/r/ICPR-\d+", " ".join(taken(page, "Text")))))


def taken(page: Page, form: str) -> list[str]:
    """The lines of a list in another form, by the link of its menu."""
    link = page.get_by_role("region", name="Use this list").get_by_role("link", name=form, exact=True)
    expect(link).to_be_in_viewport()
    return page.request.get(link.get_attribute("href")).text().splitlines()


def test_a_trainer_learns_what_there_is_on_de_escalation(open_page):
    page = open_page(forced_colors="active")
    follow(home(page), "I train, study or write")
    follow(page, re.compile(r"All \d+\s*: Webinars"))
    search(page, "de-escalation")
    expect(page.get_by_role("heading", level=1)).to_contain_text("No webinars matching")
    expect(page.get_by_role("button", name="Tell staff")).to_be_visible()
    follow(page, "De-escalation training (ICAT)")
    expect(page.get_by_role("heading", name="What research found")).to_be_visible()
    assert page.locator(".finding a[href^='https://']").count() > 0


def test_a_reader_who_hears_the_page_opens_a_policy_and_tells_of_a_dead_link(open_page):
    page = open_page(viewport=NARROW)
    home(page)
    tab_to(page, "Skip to the content", most=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("bias-free policing")
    page.keyboard.press("Enter")
    page.wait_for_url("**/resources/?*")
    tab_to(page, "Skip to the results", most=2)
    page.keyboard.press("Enter")
    tab_to(page, "Bias-Free Policing", most=4)
    page.keyboard.press("Enter")
    page.wait_for_url("**/resources/bias-free-policing/")
    check(page)
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
      - heading "Bias-Free Policing" [level=1]
      - paragraph
      - link /theiacp.org/
      - paragraph:
        - link "This link does not work"
    """)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    tab_to(page, "This link does not work", most=12)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tell-us/*")
    check(page)
    tab_to(page, "Send to staff", most=20)
    page.keyboard.press("Enter")
    page.wait_for_url("**/told/*/")
    check(page)
    expect(page.get_by_role("main")).to_match_aria_snapshot("""
      - heading "Thank you" [level=1]
      - paragraph:
        - link "Bias-Free Policing"
      - paragraph: /You told us that this does not work/
      - paragraph:
        - strong: It waits for staff.
      - paragraph:
        - textbox
    """)
