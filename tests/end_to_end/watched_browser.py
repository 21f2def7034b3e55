"""A page in a real Chromium: Debian's, driven by Playwright, with axe-core, and what the page should not have done."""

import pathlib
import re

import axe_playwright_python
import pytest
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
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
