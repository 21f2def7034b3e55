"""The pages in a real Chromium: Debian's, driven by Playwright. No script of ours runs; axe-core looks at every page."""

import pathlib
import re

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

from extracts import extract, person
from platform_under_test import Platform, wait_for

CHROMIUM = "/usr/bin/chromium"
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PASSWORD = "fire blå heste"
WIDTHS = {"desktop": (1280, 900), "phone": (320, 800)}


class Watched:
    """A page of a browser, with what it should not have done."""

    def __init__(self, context, base):
        self.base, self.faults, self.page = base, [], context.new_page()
        self.page.on("console", lambda message: self.note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.note("error", str(error)))
        self.page.on("request", lambda request: request.url.startswith(base) or self.note("error", f"asked {request.url}"))

    def note(self, kind, text):
        # A form with a fault and a page that is not there answer so.
        if kind in ("error", "warning") and not re.search(r"status of (404|422)", text):
            self.faults.append(text)

    def go(self, path):
        self.page.goto(self.base + path)

    def check(self, what):
        """Whether axe finds nothing, in both themes and widths, and nothing is wider than the window."""
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)
            for name, (width, height) in WIDTHS.items():
                self.page.set_viewport_size({"width": width, "height": height})
                # By the debugger: the policy of the page allows no script.
                found = self.page.evaluate(f"""async () => {{ {AXE}; return await axe.run(document,
                    {{runOnly: {{type: 'tag', values: {TAGS}}}}}) }}""")
                violations = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]
                assert violations == [], (what, theme, name, violations)
                wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
                assert wide <= 0, (what, name, f"{wide} px wider than the window")
        self.page.set_viewport_size(dict(zip(("width", "height"), WIDTHS["desktop"])))


@pytest.fixture
def browser():
    with sync_playwright() as playwright:
        # Without its sandbox, because tests may run as root.
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


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
