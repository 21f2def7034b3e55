"""A supplier's developer in a real Chromium: chooses an invented person, orders a move, lets a day pass, and sees the file in clear
text beside its lines."""

import re

from platform_under_test import System, wait_for
from sandbox_under_test import sandbox  # noqa: F401
from soap_client import call
from watched_browser import Watched, browser  # noqa: F401

PASSWORD = "fire blå heste"


def test_developer_lets_something_happen_and_sees_the_file(sandbox, browser):
    platform = sandbox("--persons", "600", "--pace", "1500")
    system = System(platform, "omsorg")
    system.filter("add", "--no-filter")
    link = platform.json("user", "add", "udvikler@omsorg.dk", "--role", "developer")["link"]
    context = browser.new_context(ignore_https_errors=True, locale="da-DK")
    watched = Watched(context, platform.web)
    sign_in(watched, link)
    name = choose_a_person(watched)
    order_a_move(watched)
    let_the_day_pass(watched)
    see_the_file(watched, name)
    let_a_day_fail(watched)
    see_the_calls(watched, system)
    see_examples_and_guide(watched, system)
    assert watched.faults == []


def sign_in(watched, link):
    page = watched.page
    page.goto(watched.base + "/foerste-start/" + link.rsplit("/", 1)[1])
    page.get_by_label("Adgangskode", exact=True).fill(PASSWORD)
    page.get_by_label("Adgangskoden igen").fill(PASSWORD)
    page.get_by_role("button", name="Gem adgangskoden").click()
    page.get_by_label("Navn").fill("udvikler@omsorg.dk")
    page.get_by_label("Adgangskode").fill(PASSWORD)
    page.get_by_role("button", name="Log ind").click()
    page.wait_for_url("**/afproev")
    watched.check("the steps")
    # What is the operator's is not there.
    watched.go("/i-dag")
    assert "Siden findes ikke" in page.content()
    watched.go("/afproev")


def choose_a_person(watched):
    page = watched.page
    page.get_by_label("Alder fra").fill("x")
    page.get_by_role("button", name="Søg efter personer").click()
    watched.check("a wrong search")
    page.get_by_label("Alder fra").fill("30")
    page.get_by_label("Alder til").fill("60")
    page.get_by_label("Status").select_option("bor-her")
    page.get_by_label("Familie").select_option("boern")
    page.get_by_role("button", name="Søg efter personer").click()
    page.wait_for_url("**/afproev?fra=30&til=60&status=bor-her&familie=boern*")
    watched.check("persons who were found")
    found = page.get_by_role("region", name="Personer, der passer").get_by_role("row").nth(1)
    name = found.get_by_role("link").inner_text()
    found.get_by_role("link").click()
    page.get_by_role("heading", name=f"Valgt person: {name}").wait_for()
    watched.check("a person who is chosen")
    return name


def order_a_move(watched):
    page = watched.page
    page.get_by_label("Hændelse").select_option("A01")
    page.get_by_role("button", name="Bestil hændelsen").click()
    page.get_by_text("Hændelsen er bestilt").wait_for()
    watched.check("an event that is ordered")


def let_the_day_pass(watched, fault=""):
    page = watched.page
    page.get_by_label("Fejl i udtrækket").select_option(fault)
    # Playwright does not wait for a page at the same address.
    with page.expect_navigation():
        page.get_by_role("button", name="Lad dagen gå").click()

    def is_over():
        page.reload()
        return page.get_by_text("Dagene er gået.").count() > 0
    wait_for(is_over, "the day passes")


def see_the_file(watched, name):
    page = watched.page
    watched.check("a day that has passed")
    page.get_by_text("Personen er i filen:").wait_for()
    page.get_by_role("region", name=re.compile("Filer for")).get_by_role("link").click()
    page.wait_for_url("**/afproev/filer/*/*")
    watched.check("a file")
    # The person who was chosen is the one whose records stand there.
    page.get_by_role("heading", name=re.compile(f"Records i klar tekst.*{name}")).wait_for()
    records = page.get_by_role("region", name="Records i klar tekst ved siden af linjerne")
    event = records.get_by_role("row", name=re.compile("HAENDELSE A01")).first
    assert "Flytning" in event.inner_text() and event.locator("td.line").inner_text().startswith("099")
    people = page.get_by_role("region", name="Personer i filen")
    people.get_by_role("link").last.click()
    page.wait_for_url("**?plads=*")


def let_a_day_fail(watched):
    page = watched.page
    watched.go("/afproev")
    let_the_day_pass(watched, "torn")
    page.get_by_text("Et udtræk er tilbageholdt").wait_for()
    watched.check("an extract that is held")
    page.get_by_role("button", name="Afvis udtrækket").click()
    page.get_by_text("Afgørelsen er noteret").wait_for()


def see_the_calls(watched, system):
    page = watched.page
    watched.go("/afproev/kald")
    watched.check("no calls")
    call(system, "GetAllFilters")
    call(system, "GetAllFilters", context=system.context(UserUUID=system.uuid))
    page.get_by_role("link", name="Opdatér nu").click()
    page.get_by_text("Af de seneste 2 kald er 1 afvist.").wait_for()
    watched.check("calls")
    assert page.get_by_role("region", name="De seneste kald").get_by_text("GetAllFilters").count() == 2


def see_examples_and_guide(watched, system):
    page = watched.page
    page.get_by_role("link", name="Eksempler").click()
    assert system.agreement in page.get_by_role("region", name="curl").inner_text()
    watched.check("examples")
    page.get_by_role("link", name="Vejledning").first.click()
    page.get_by_role("heading", name="Vejledning til leverandører").wait_for()
    watched.check("the guide")
    page.get_by_role("link", name="Faults", exact=True).first.click()
    watched.check("a chapter in English")
    watched.go("/en/vejledning/afproev")
    watched.check("a chapter, English")
    page.get_by_role("link", name="Accessibility").click()
    watched.check("the accessibility statement")
