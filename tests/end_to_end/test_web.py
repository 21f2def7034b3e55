"""The pages, over real TLS, as a browser without a script sees them."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
import requests
from lxml import html

from extracts import extract, person
from platform_under_test import Platform, wait_for

PASSWORD = "fire blå heste"


class Browser:
    """A session of requests that reads pages."""

    def __init__(self, platform):
        self.base = platform.web
        self.session = requests.Session()
        # Certificates and proxies of the environment are not ours.
        self.session.trust_env, self.session.verify = False, str(platform.ca)
        # Names are not resolved: the certificate has the address.
        self.session.headers["Sec-Fetch-Site"] = "same-origin"

    def get(self, path, status=200):
        return self.read(self.session.get(self.base + path, timeout=30), status)

    def post(self, path, status=200, **fields):
        return self.read(self.session.post(self.base + path, data=fields, timeout=30), status)

    def read(self, response, status):
        assert response.status_code == status, (response.url, response.status_code, response.text)
        for answer in [*response.history, response]:
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["Cache-Control"] == "no-store"
        self.path = response.url.removeprefix(self.base)
        self.page = html.fromstring(response.text)
        return self.page

    def text(self, select="//main"):
        return " ".join(" ".join(self.page.xpath(select)[0].text_content().split()).split())

    def sign_in(self, name="mette@odder.dk", password=PASSWORD):
        return self.post("/log-ind", navn=name, adgangskode=password)


def code(key, at=None):
    """A code of an app, from the key that the page shows."""
    secret = base64.b32decode(key.replace(" ", ""))
    digest = hmac.new(secret, struct.pack(">Q", int(at or time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place:place + 4], 'big') & 0x7fffffff) % 10**6:06}"


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    """A platform with pages, whose first operator is made by the link that the start prints."""
    platform = Platform(tmp_path_factory.mktemp("cprabo"))
    platform.configure("web", listen="127.0.0.1:0")
    platform.serve()
    platform.first_link = platform.server.stdout.readline().strip()
    yield platform
    platform.stop()


@pytest.fixture(scope="module")
def operator(platform):
    """The first operator, signed in."""
    browser = Browser(platform)
    link = re.fullmatch(r"first operator, once, within 24 hours: (https://\S+)(/foerste-start/[0-9a-f]{64})", platform.first_link)
    assert link and link[1] == platform.web
    browser.get(link[2])
    assert browser.page.xpath("//html/@lang") == ["da"]
    browser.post(link[2], 422, navn="mette@odder.dk", adgangskode=PASSWORD, igen="noget andet")
    assert "ikke ens" in browser.text()
    browser.post(link[2], navn="mette@odder.dk", adgangskode=PASSWORD, igen=PASSWORD)
    assert browser.path == "/log-ind?besked=adgangskode"
    browser.get(link[2], 404)
    assert "Linket virker ikke længere" in browser.text()
    browser.sign_in()
    assert browser.path == "/i-dag"
    return browser


def test_first_operator_is_made_by_the_link_and_sees_today(platform, operator):
    page = operator.get("/i-dag")
    assert page.xpath("//html/@data-theme") == ["system"]
    assert operator.text("//h1").startswith("I dag, ")
    trail = platform.run("audit").stdout
    assert "user mette@odder.dk" in trail and "sign in" in trail
    # There is an operator now.
    assert "there is an operator already" in platform.run("user", "first-link", exit=1).stderr


def test_service_page_is_open_to_all_in_both_languages(platform):
    browser = Browser(platform)
    browser.get("/service/sf6002")
    assert "Formål" in browser.text() and f"{platform.soap}/service/CPRSubscription" in browser.text()
    browser.get("/en/service/sf6002")
    assert browser.page.xpath("//html/@lang") == ["en"] and "Purpose" in browser.text()
    style = browser.page.xpath("//link[@rel='stylesheet']/@href")[0]
    answer = browser.session.get(platform.web + style, timeout=30)
    assert "immutable" in answer.headers["Cache-Control"] and answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "Strict-Transport-Security" not in answer.headers, "for every port of 127.0.0.1 it would count"


def test_nobody_signs_in_with_a_wrong_password_and_the_sentence_is_the_same(platform, operator):
    browser = Browser(platform)
    sentences = set()
    for name in ["mette@odder.dk", "ingen@odder.dk", "' or 1=1"]:
        browser.post("/log-ind", 422, navn=name, adgangskode="en anden sætning")
        sentences.add(browser.text("//*[@role='alert']"))
    assert len(sentences) == 1
    browser.get("/i-dag")
    assert browser.path == "/log-ind"


def test_user_is_added_by_command_signs_in_and_is_ended(platform, operator):
    link = platform.json("user", "add", "revision", "--role", "auditor")["link"]
    browser = Browser(platform)
    browser.get(link.removeprefix(platform.web))
    assert "Vælg en adgangskode" in browser.text()
    browser.post(link.removeprefix(platform.web), adgangskode=PASSWORD, igen=PASSWORD)
    browser.sign_in("revision")
    assert browser.path == "/i-dag" and "revisor" in browser.text("//header")
    again = platform.json("user", "reset", "revision")["link"]
    browser.get("/i-dag")
    assert browser.path == "/log-ind", "the session is over"
    platform.run("user", "end", "revision")
    browser.get(again.removeprefix(platform.web), 404)
    row = next(row for row in platform.json("user", "list") if row["name"] == "revision")
    assert row["ended_at"] and not row["has_password"]


def test_user_of_an_authority_begins_at_its_overview_and_sees_nothing_of_the_operators(platform, operator):
    platform.run("user", "add", "laeser", "--role", "authority-reader", exit=1)
    link = platform.json("user", "add", "laeser", "--role", "authority-reader",
                         "--authority", "9cdccc2f-3243-11e2-8fef-d4bed98c5934")["link"]
    browser = Browser(platform)
    browser.post(link.removeprefix(platform.web), adgangskode=PASSWORD, igen=PASSWORD)
    browser.sign_in("laeser")
    assert browser.path == "/overblik" and "Der er ingen serviceaftaler" in browser.text()
    for path in ["/i-dag", "/udtraek/1", "/udtraek/1/frigiv"]:
        browser.get(path, 404)
    assert not browser.page.xpath("//a[@href='/i-dag']")


def test_second_step_is_set_up_asked_for_and_taken_away(platform, operator):
    link = platform.json("user", "add", "anna", "--role", "operator")["link"]
    browser = Browser(platform)
    browser.post(link.removeprefix(platform.web), adgangskode=PASSWORD, igen=PASSWORD)
    browser.sign_in("anna")
    browser.post("/konto/totrinskode")
    assert browser.path == "/konto/totrinskode" and browser.page.xpath("//*[@class='qr']")
    key = browser.text("//dd[contains(@class, 'code')]")
    browser.post("/konto/totrinskode/bekraeft", 422, kode="000000")
    browser.post("/konto/totrinskode/bekraeft", kode=code(key))
    codes = browser.page.xpath("//ul[@class='codes']/li/text()")
    assert browser.path == "/konto/genoprettelseskoder" and len(codes) == 10
    browser.get("/konto/genoprettelseskoder")
    assert codes[0] not in browser.text(), "shown once"
    browser.post("/log-ud")
    browser.sign_in("anna")
    assert browser.path == "/log-ind/kode"
    browser.get("/i-dag")
    assert browser.path == "/log-ind", "the password alone opens nothing"
    browser.sign_in("anna")
    browser.post("/log-ind/kode", 422, kode="000000")
    browser.post("/log-ind/kode", kode=codes[0])
    assert browser.path == "/i-dag"
    browser.post("/konto/totrinskode/fjern", kode=codes[1].upper().replace("-", " "))
    assert browser.path == "/konto?besked=totrin-fra"


def test_sessions_are_listed_and_ended_and_the_view_is_kept(platform, operator):
    other = Browser(platform)
    other.sign_in()
    operator.get("/konto")
    numbers = operator.page.xpath("//input[@name='session']/@value")
    assert numbers
    operator.post("/konto/sessioner/afslut", session=numbers[0])
    operator.post("/konto/sessioner/afslut-andre")
    other.get("/i-dag")
    assert other.path == "/log-ind"
    operator.post("/konto/visning", sprog="en", farver="dark")
    assert operator.page.xpath("//html/@lang") == ["en"] and operator.page.xpath("//html/@data-theme") == ["dark"]
    operator.post("/konto/sprog", tilbage="/i-dag")
    assert operator.path == "/i-dag" and operator.text("//h1").startswith("I dag")
    operator.post("/konto/visning", sprog="da", farver="system")


def test_form_of_another_site_does_nothing(platform, operator):
    answer = operator.session.post(platform.web + "/konto/visning", data={"sprog": "en"}, timeout=30,
                                   headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False)
    assert answer.status_code == 403
    operator.get("/konto")
    assert operator.page.xpath("//html/@lang") == ["da"]


def test_held_extract_is_released_in_a_browser_with_a_reason(platform, operator):
    wrong = extract(5, 2, [person(1)]).replace(b"99999999999990000", b"99999999999990001")
    platform.ingest("d260105.l534902", wrong, exit=3)
    operator.get("/i-dag")
    assert "tilbageholdt" in operator.text("//main//div[contains(@class, 'note')]")
    page = operator.page.xpath("//section[@aria-labelledby='h-do']//a/@href")[0]
    operator.get(page)
    assert "Tælleren passer ikke" in operator.text()
    operator.get(page + "/frigiv")
    state = operator.page.xpath("//input[@name='tilstand']/@value")[0]
    operator.post(page + "/frigiv", 422, tilstand=state, begrundelse="")
    operator.post(page + "/frigiv", 422, tilstand=state, begrundelse="det er 010170-1234")
    assert "personnummer" in operator.text("//*[@role='alert']")
    operator.post(page + "/frigiv", 409, tilstand="0" * 64, begrundelse="bekræftet")
    operator.post(page + "/frigiv", tilstand=state, begrundelse="bekræftet af CPR-kontoret")
    assert operator.path == page + "?besked=frigivet"
    wait_for(lambda: platform.json("runs", page.split("/")[-1])["state"] == "done", "the extract is taken on")
    trail = platform.run("audit").stdout
    assert "held for counter: bekræftet af CPR-kontoret" in trail
    operator.post(page + "/frigiv", 409, tilstand=state, begrundelse="igen")
