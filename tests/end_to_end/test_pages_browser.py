"""A walk through the pages in a real Chromium: two operators, an administrator of an authority, and an agreement from its draft to
a report of a person."""

import os
import pathlib
import re

import pytest

from extracts import extract, person, pnr
from platform_under_test import Platform, System, wait_for
from watched_browser import Watched, browser  # noqa: F401

PASSWORD = "fire blå heste"
# UPDATE_PICTURES=1 makes the pictures of the documentation anew.
PICTURES = pathlib.Path(__file__).resolve().parents[2] / "docs" / "pictures"
# More than may be added without somebody else.
NUMBERS = [pnr(number) for number in range(10_000)]


class Visitor(Watched):
    """A user with a browser of its own."""

    def __init__(self, browser, platform):
        # The CA is the platform's own. That its certificate is right is tested with requests.
        super().__init__(browser.new_context(ignore_https_errors=True), platform.web)

    def picture(self, name, height=760):
        if os.environ.get("UPDATE_PICTURES"):
            self.page.emulate_media(color_scheme="light")
            self.page.set_viewport_size({"width": 1160, "height": height})
            self.page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")
            self.page.set_viewport_size({"width": 1280, "height": 900})

    def set_password(self, link, name=None):
        self.page.goto(link)
        if name:
            self.page.get_by_label("Navn").fill(name)
        self.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
        self.page.get_by_label("Adgangskoden igen").fill(PASSWORD)
        self.page.get_by_role("main").get_by_role("button").click()

    def sign_in(self, name, lands_on):
        self.go("/log-ind")
        self.page.get_by_label("Navn").fill(name)
        self.page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"**{lands_on}")

    def button(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def link(self, name):
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def see(self, text):
        self.page.get_by_text(text).first.wait_for()


@pytest.fixture
def platform(tmp_path):
    platform = Platform(tmp_path)
    system = System(platform, "omsorg")
    system.filter("add", "--municipality", "0751")
    platform.ingest("d260105.l534902", extract(5, 2, [person(number) for number in range(40)]))
    # Its pages say that all persons are invented.
    platform.configure("web", listen="127.0.0.1:0", environment="sandbox")
    platform.configure("agreements", second_person=True)
    platform.serve()
    platform.first_link = platform.server.stdout.readline().strip().rsplit(" ", 1)[1]
    platform.system = system
    yield platform
    platform.stop()


def add_user(operator, name, role, authority=None):
    """Adds a user in the pages, and returns the link that is shown once."""
    operator.go("/brugere")
    operator.page.get_by_label("Navn").fill(name)
    operator.page.get_by_label("Rolle").select_option(role)
    if authority:
        operator.page.get_by_label("Myndighedens UserUUID").fill(authority)
    operator.button("Opret en bruger")
    operator.check(f"the link of {name}")
    return operator.page.get_by_role("region", name="Engangslink").inner_text().split()[-1]


def test_agreement_goes_from_its_draft_to_a_report_of_a_person(platform, browser):  # noqa: F811
    mette = Visitor(browser, platform)
    mette.set_password(platform.first_link, "mette@drift.dk")
    mette.sign_in("mette@drift.dk", "/i-dag")
    authority = platform.system.authority
    links = {name: add_user(mette, name, role, of) for name, role, of in [
        ("bo@drift.dk", "operator", None), ("anna@odder.dk", "authority-administrator", authority)]}
    mette.go("/brugere")
    mette.check("users")

    uuid = new_agreement(mette, authority)
    bo = Visitor(browser, platform)
    bo.set_password(links["bo@drift.dk"])
    bo.sign_in("bo@drift.dk", "/i-dag")
    bo.go(f"/aftaler/{uuid}/godkend")
    bo.check("approve an agreement")
    bo.button("Godkend aftalen")
    bo.see("Aftalens tilstand er ændret")

    anna = Visitor(browser, platform)
    anna.set_password(links["anna@odder.dk"])
    anna.sign_in("anna@odder.dk", "/overblik")
    anna.check("overview of an authority")
    import_numbers(anna, uuid)
    mette.go(f"/aftaler/{uuid}/filtre")
    mette.link("Se og afgør")
    mette.check("a change that waits")
    mette.button("Godkend ændringen")
    mette.see("Filtrene er ændret")

    day_arrives_live(mette, platform)
    files_and_replay(anna, uuid)
    look_up(anna, mette)
    rest_of_the_pages(anna, mette, uuid)
    anna.button("Log ud")
    anna.page.get_by_role("status").wait_for()
    for visitor in (mette, bo, anna):
        assert visitor.faults == []


def new_agreement(mette, authority):
    mette.go("/aftaler")
    mette.check("agreements")
    mette.link("Ny serviceaftale")
    mette.check("a new agreement")
    mette.page.get_by_label("UserUUID").fill("forkert")
    mette.button("Gem kladden")
    mette.see("Et UUID har formen")
    mette.check("a new agreement with a fault")
    mette.page.get_by_label("UserUUID").fill(authority)
    mette.page.get_by_label("Myndighed", exact=True).fill("Odder Kommune")
    mette.page.get_by_label("Formål").fill("Hjemmepleje")
    mette.button("Gem kladden")
    mette.see("Aftalen er oprettet som kladde")
    mette.check("an agreement that is a draft")
    mette.link("Send til godkendelse")
    mette.button("Send til godkendelse")
    mette.see("Aftalens tilstand er ændret")
    # Who made it does not approve it.
    mette.link("Godkend aftalen")
    mette.button("Godkend aftalen")
    mette.see("Der er ingen side at vise")
    mette.faults = [fault for fault in mette.faults if "409" not in fault]
    return re.search(r"/aftaler/([0-9a-f-]{36})", mette.page.url)[1]


def import_numbers(anna, uuid):
    anna.go("/aftaler")
    anna.link("Odder Kommune")
    anna.check("an agreement of the authority")
    anna.link("Se og ret filtrene")
    anna.check("filters")
    lines = [*NUMBERS[:5_000], "ikke et nummer", *NUMBERS[5_000:], "9901701234"]
    anna.page.get_by_label("Eller en fil").set_input_files(
        {"name": "numre.csv", "mimeType": "text/csv", "buffer": "\r\n".join(lines).encode()})
    anna.page.locator("#liste-slutdato").fill("31.12.2099")
    anna.page.locator("form", has=anna.page.get_by_label("Eller en fil")).get_by_role("button", name="Lav en kladde").click()
    anna.see("Kladden føjer 10.000 filtre til")
    anna.check("a draft")
    anna.picture("draft")
    rows = anna.page.get_by_role("region", name="Udeladte linjer, tabel").get_by_role("row").all_inner_texts()
    assert [row.split("\t")[0] for row in rows[1:]] == ["5.001", "10.002"]
    assert "9901701234" not in anna.page.content(), "what was typed is not repeated"
    anna.link("Se, hvad ændringen betyder")
    anna.check("what a draft means")
    anna.link("Se kladden")
    anna.button("Sæt ændringen i kraft")
    anna.see("venter nu på, at en anden godkender den")
    anna.check("filters with a change that waits")
    # A wrong filter keeps what was typed.
    anna.page.get_by_label("Slags").select_option("age")
    anna.page.get_by_label("Værdi").fill("17-0")
    anna.page.locator("form", has=anna.page.get_by_label("Værdi")).get_by_role("button", name="Lav en kladde").click()
    anna.see("Værdien passer ikke til slagsen")
    assert anna.page.get_by_label("Værdi").input_value() == "17-0"
    anna.check("filters with a fault")


def day_arrives_live(mette, platform):
    """The next day's extract is on the page without reloading, and not for whoever has paused that."""
    page = mette.page
    page.clock.install()
    mette.go("/i-dag")
    mette.check("today, which refreshes itself")
    page.evaluate("window.isTheSame = true")
    mette.button("Opdatér ikke af sig selv")
    platform.ingest("d260106.l534902", extract(6, 5, [person(number) for number in range(3)]))
    page.clock.run_for(60_000)
    assert page.get_by_text("d260106.l534902").count() == 0
    mette.button("Opdatér af sig selv")
    mette.see("d260106.l534902")
    platform.ingest("d260107.l534902", extract(7, 6, []))
    page.locator("body").click(position={"x": 1, "y": 1})
    page.clock.run_for(20_000)
    mette.see("d260107.l534902")
    mette.see("Siden opdaterer sig selv.")
    mette.picture("today", 900)
    assert page.evaluate("window.isTheSame"), "it was not loaded anew"


def files_and_replay(anna, uuid):
    anna.go(f"/aftaler/{uuid}/leverancer")
    anna.see("ligger i IN")
    anna.check("deliveries of an agreement")
    anna.page.get_by_role("region", name="Leveringer, tabel").get_by_role("link").nth(-1).click()
    anna.check("a delivery")
    anna.go(f"/aftaler/{uuid}/genlevering")
    anna.page.get_by_label("Første dag").fill("6.1.2026")
    anna.page.get_by_label("Sidste dag").fill("06.01.2026")
    anna.check("order a replay")
    anna.button("Bestil genlevering")
    anna.see("Filerne ligger i IN igen")
    anna.go(f"/aftaler/{uuid}/grundindlaesning")
    anna.check("order a load")
    anna.page.get_by_label("Begrundelse").fill("opstart")
    anna.button("Bestil grundindlæsning")
    anna.see("Grundindlæsningen er bestilt")
    anna.check("deliveries with a load")


def ask(visitor, number):
    visitor.go("/person")
    visitor.page.get_by_label("Personnummer").fill(number)
    visitor.page.get_by_label("Udtrækkets dag").fill("6/1-26")
    visitor.page.get_by_label("Hvad skal opslaget bruges til?").fill("sag 7")
    visitor.button("Slå personen op")


def look_up(anna, mette):
    anna.go("/person")
    anna.check("the form of a look-up")
    anna.page.get_by_label("Personnummer").fill("123")
    anna.page.get_by_label("Hvad skal opslaget bruges til?").fill("sag 7")
    anna.button("Slå personen op")
    anna.see("Et personnummer har 10 cifre og begynder")
    anna.check("a look-up with a fault")
    none = "Ingen af jeres aftaler modtager personen"
    # One that is received, one that is chosen and has not changed, and one whom nobody knows.
    for number, sentence in [(NUMBERS[1], "modtog personen i udtrækket"), (NUMBERS[9_999], none), (pnr(20_000), none)]:
        ask(anna, number)
        anna.see(sentence)
        assert number not in anna.page.content() and number not in anna.page.url
    ask(anna, f"{NUMBERS[1][:6]}-{NUMBERS[1][6:]}")
    anna.check("a person's way")
    anna.picture("person")
    # Of another session the ticket is nothing.
    mette.page.goto(anna.page.url)
    assert mette.page.url.endswith("/person?besked=opslag-forbi")
    ask(mette, NUMBERS[1])
    with mette.page.expect_download() as download:
        mette.button("Hent rapport til indsigt")
    report = download.value.path().read_text()
    assert "Hjemmepleje" in report and "omsorg" in report


def rest_of_the_pages(anna, mette, uuid):
    for path in ["behov", "oprydning", "forbrug", "historik", "historik/1"]:
        anna.go(f"/aftaler/{uuid}/{path}")
        anna.check(path)
    anna.go(f"/aftaler/{uuid}/behov")
    anna.button("Bekræft behovet")
    anna.see("Behovet er bekræftet")
    for path in ["/udtraek", "/leverancer", "/tendenser", "/systemer", "/spor", "/brugere/anna@odder.dk"]:
        mette.go(path)
        mette.check(path)
    mette.go("/systemer")
    mette.link("omsorg")
    mette.check("a system")
    mette.go("/spor")
    mette.page.get_by_label("Hvem").fill("anna")
    mette.button("Søg")
    assert "hvem=anna" in mette.page.url
    mette.check("the trail, searched")
    # A number that is typed into the wrong field comes into no address.
    mette.page.get_by_label("Hvem").fill(NUMBERS[1])
    mette.button("Søg")
    assert NUMBERS[1] not in mette.page.url
    mette.page.get_by_role("button", name="English").click()
    for path in ["/aftaler", "/spor", "/udtraek", f"/aftaler/{uuid}", f"/aftaler/{uuid}/filtre"]:
        mette.go(path)
        mette.check(f"{path}, English")
