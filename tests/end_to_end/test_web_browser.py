"""The pages in a real Chromium: Debian's, driven by Playwright. No script of ours runs; axe-core looks at every page."""

import re

from extracts import extract, person
from platform_under_test import Platform, wait_for
from watched_browser import Watched, browser  # noqa: F401

PASSWORD = "fire blå heste"


def test_operator_comes_by_the_first_link_decides_a_held_extract_and_leaves(tmp_path, browser):
    platform = Platform(tmp_path)
    platform.configure("web", listen="127.0.0.1:0")
    platform.measure()
    platform.run(
        "notice", "add", "--kind", "planned-work", "--from", "2099-03-14 20:00", "--to", "2099-03-14 20:30",
        "--title-da", "Opdatering", "--text-da", "SOAP kan være utilgængelig.", "--title-en", "Update",
        "--text-en", "SOAP may not answer.")
    platform.serve()
    try:
        wait_for(lambda: platform.rows("select count(*) from response_time where period = 'day'") == ["3"], "measurements")
        link = platform.server.stdout.readline().strip().rsplit(" ", 1)[1]
        wrong = extract(5, 2, [person(1)]).replace(b"99999999999990000", b"99999999999990001")
        platform.ingest("d260105.l534902", wrong, exit=3)
        # The CA is the platform's own. That its certificate is right is tested with requests.
        context = browser.new_context(ignore_https_errors=True)
        watched = Watched(context, platform.web)
        walk(platform, watched, link)
        assert watched.faults == []
    finally:
        platform.stop()


def walk(platform, watched, link):
    page = watched.page
    watched.go("/en/service/sf6002")
    watched.check("service page, English")
    page.get_by_role("link", name="Dansk").first.click()
    watched.check("service page, Danish")
    page.get_by_text("Sådan er tallene regnet").click()
    page.get_by_text("Tallene som tabel").first.click()
    watched.check("service page with its details")
    page.get_by_role("link", name="Alle driftsmeddelelser").click()
    watched.check("notices")
    page.get_by_role("link", name="Opdatering").click()
    watched.check("a notice")
    page.get_by_role("link", name="English").first.click()
    watched.check("a notice, English")
    page.goto(link)
    watched.check("first start")
    page.get_by_label("Navn").fill("mette@odder.dk")
    page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    page.get_by_label("Adgangskoden igen").fill("noget andet")
    page.get_by_role("button", name="Bliv operatør").click()
    watched.check("first start with a fault")
    page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    page.get_by_label("Adgangskoden igen").fill(PASSWORD)
    page.get_by_role("button", name="Bliv operatør").click()
    watched.check("sign in")
    # By the keyboard alone.
    page.get_by_label("Navn").focus()
    page.keyboard.type("mette@odder.dk")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/i-dag")
    watched.check("today with a held extract")
    page.get_by_role("button", name="English").click()
    watched.check("today, English")
    page.get_by_role("button", name="Dansk").click()
    page.get_by_role("link", name="Min konto").click()
    watched.check("account")
    page.get_by_role("button", name="Slå totrinskode til").click()
    watched.check("second step")
    page.get_by_role("link", name="I dag").first.click()
    page.get_by_role("link", name=re.compile("Se og afgør")).click()
    watched.check("held extract")
    page.get_by_role("link", name="Videre til frigivelse").click()
    watched.check("confirm a release")
    page.get_by_label("Begrundelse").fill("Bekræftet af CPR-kontoret")
    page.get_by_role("button", name=re.compile("Frigiv udtrækket")).click()
    page.get_by_role("status").wait_for()
    run = page.url.split("/udtraek/")[1].split("?")[0]
    wait_for(lambda: platform.json("runs", run)["state"] == "done", "the extract is taken on")
    page.reload()
    watched.check("a run that is delivered")
    watched.go("/findes-ikke")
    watched.check("a page that is not there")
    watched.go("/i-dag")
    page.get_by_role("button", name="Log ud").click()
    page.get_by_role("status").wait_for()
    watched.go("/i-dag")
    assert page.url == platform.web + "/log-ind"
