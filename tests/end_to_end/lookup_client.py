"""Clients of the look-up services: envelopes and GCTP messages as text, posts as bytes, and what an answer says."""

import re
import typing

import lxml.etree
import requests

from platform_under_test import System
from soap_client import CONTEXT_NS, pnr_element

AUTHORITY_NS = "http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/"
CALL_NS = "http://serviceplatformen.dk/xml/schemas/CallContext/1/"
SOAP11 = "http://serviceplatformen.dk/xml/wsdl/soap11/"
CVR = "29189846"


class Service(typing.NamedTuple):
    """A look-up: what an agreement must cover, and how it is asked for."""

    name: str
    path: str
    namespace: str
    uuid: str
    request: str
    # Of a GCTP look-up.
    method: str = None

    def argument(self, number):
        if self.method is None:
            return pnr_element(number)
        fields = {"VEJK": "1234", "KOMK": "0751"} if self.method == "ADRSOG1" else {"PNR": number}
        return gctp_argument(gctp(self.method, **fields))


def of_gctp(name, uuid):
    return Service(name, "/service/CPRLookup/CPRLookup/2/", SOAP11 + "CprService/2/", uuid, "callGCTPCheckServiceRequest", name)


def of_person_base_data(version, uuid):
    path = f"CPR/PersonBaseDataExtended/{version}/"
    return Service("SF1520", f"/service/{path}", SOAP11 + path, uuid, "PersonLookupRequest")


PERSON_5 = of_person_base_data(5, "4925d7a0-1b5b-11ec-bdc6-b312b83236d4")
PERSON_4 = of_person_base_data(4, "e6be2436-bf35-4df2-83fe-925142825dc2")
BASIC = Service(
    "SF6008", "/service/CPRBasicInformation/CPRBasicInformation/1/", SOAP11 + "CPRBasicInformationService/1/",
    "d84f1ac8-76ca-11e3-abab-138252136bdf", "callCPRBasicInformationRequest")
GCTP = {
    "STAM+": "7baec3a5-26a5-4922-80fd-37f3bad3dfcb",
    "FAMILIE+": "a34cf599-26e4-4609-bfbd-2490d3d1c3ab",
    "FAMILIE": "2419e94b-1760-4fc5-935c-2419ac956e79",
    "NAVNE3": "e3f26293-803e-4b8f-8a15-674a4f8abaad",
    "ADRESSE4": "b7e5ee9c-1acd-41e6-b117-08a11dee6862",
    "ADRSOG1": "6538f113-b1e6-4b21-8fe1-28b7bf78a1bd",
}
GCTP = {name: of_gctp(name, uuid) for name, uuid in GCTP.items()}
# Those that ask for one person, and all.
ABOUT_A_PERSON = [PERSON_5, PERSON_4, BASIC, *(service for name, service in GCTP.items() if name != "ADRSOG1")]
SERVICES = [*ABOUT_A_PERSON, GCTP["ADRSOG1"]]


def service_id(service):
    return f"{service.name} {service.path[-2]}" if service.name == "SF1520" else service.name


def system_of(platform, name, *terms, services=SERVICES):
    """A system whose agreement covers these services, under the name of an authority."""
    system = System(platform, name)
    covered = sorted({service.name for service in services})
    if covered:
        platform.run("agreement", "service", "add", "--agreement", system.agreement, *covered)
    platform.run("agreement", "set", "--agreement", system.agreement, "--cvr", CVR, *terms)
    return system


# ---- what is sent

def invocation(system, service, **changed):
    fields = system.context(ServiceUUID=service.uuid) | changed
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f'<InvocationContext xmlns="{CONTEXT_NS}">{inner}</InvocationContext>'


def authority(cvr=CVR):
    return f'<a:AuthorityContext xmlns:a="{AUTHORITY_NS}"><a:MunicipalityCVR>{cvr}</a:MunicipalityCVR></a:AuthorityContext>'


def call_context(**fields):
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f'<CallContext xmlns="{CALL_NS}">{inner}</CallContext>'


def gctp(method, system="CprSoeg", **fields):
    """A GCTP message; a list is a field that stands there several times."""
    key = "".join(
        f'<Field r="{name}" v="{value}"/>' for name, values in fields.items()
        for value in (values if isinstance(values, list) else [values]))
    return (f'<Gctp v="1.0"><System r="{system}"><Service r="{method}"><CprServiceHeader r="{method}"><Key>{key}</Key>'
            "</CprServiceHeader></Service></System></Gctp>")


def gctp_argument(message):
    return f"<gctpMessage><![CDATA[{message}]]></gctpMessage>"


def envelope(service, content, request=None, header="<soapenv:Header/>"):
    request = request or service.request
    return (
        f'<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">{header}<soapenv:Body>'
        f'<{request} xmlns="{service.namespace}">{content}</{request}></soapenv:Body></soapenv:Envelope>')


def post(system, service, body, cert=True, headers=None, session=requests):
    """Posts bytes, without headers that were not requested."""
    pair = (str(system.cert), str(system.key)) if cert is True else cert or None
    body = body.encode() if isinstance(body, str) else body
    return session.post(
        system.platform.soap + service.path, data=body, cert=pair, verify=str(system.platform.ca),
        headers=headers or {}, timeout=60)


def ask(system, service, number, context=None, request=None, **how):
    context = invocation(system, service) if context is None else context
    return post(system, service, envelope(service, context + service.argument(number), request), **how)


def ask_gctp(system, method, message=None, **fields):
    """Asks with the ServiceUUID of a method."""
    service = GCTP[method]
    argument = gctp_argument(message or gctp(method, **fields))
    return post(system, service, envelope(service, invocation(system, service) + argument))


# ---- what is answered

def body_of(response):
    """The element in the body of an answer."""
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    [element] = lxml.etree.fromstring(response.content).find("{*}Body")
    return element


def paths(element, above=""):
    """The texts of all elements, by their path of local names: `persondata/navn/fornavn` -> ["Anna"]."""
    found = {}
    for child in element:
        path = above + lxml.etree.QName(child).localname
        found.setdefault(path, []).append(child.text or "")
        for below, texts in paths(child, path + "/").items():
            found.setdefault(below, []).extend(texts)
    return found


def result(response):
    """The document in `result` of a GCTP answer."""
    text = body_of(response).findtext("{*}result")
    assert text.startswith("<root "), "no XML declaration"
    return lxml.etree.fromstring(text)


def kvit(response):
    [receipt] = result(response).iter("{*}Kvit")
    return dict(receipt.attrib)


def rows(response):
    """The rows of a GCTP answer, as name -> value."""
    document = result(response)
    assert kvit(response) == {"r": "Ok", "t": "", "v": "0"}
    return [{field.get("r"): field.get("v") for field in row} for row in document.iter("{*}Row")]


def lookup_fault(response):
    """The code and the text of a look-up's fault, after a check of its form (`lookup.md` 2.7)."""
    assert response.status_code == 500, (response.status_code, response.text)
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    fault = body_of_fault(response)
    assert fault.findtext("faultcode") == "soap:Server"
    correlation = response.headers["X-Correlation-Id"]
    text, rest = fault.findtext("faultstring").split("\n\n")
    lines = rest.split("\n")
    assert lines[0].startswith("For further information contact ") and lines[0].endswith(" and inform:")
    assert lines[1] == f"    CallUUID: {correlation}"
    assert re.fullmatch(r"    Received: 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", lines[2]) and len(lines) == 3
    assert f"[korrelations-id {correlation}]" in fault.findtext(".//{*}ErrorText")
    return fault.findtext(".//{*}ErrorCode"), text


def body_of_fault(response):
    [fault] = lxml.etree.fromstring(response.content).find("{*}Body")
    assert lxml.etree.QName(fault).localname == "Fault"
    return fault


def without_call(response):
    """An answer without what differs from call to call."""
    text = response.text.replace(response.headers["X-Correlation-Id"], "ID")
    return response.status_code, re.sub(r"Received: \S+Z", "Received: TIME", text)


# ---- what is recorded

def disclosed(platform, response):
    """The numbers that the log of disclosures has for a call, in rising order."""
    correlation = response.headers["X-Correlation-Id"]
    return platform.rows(
        "select printf('%010d', pnr) from lookup_disclosure join audit on audit.id = lookup_disclosure.audit "
        f"where correlation = '{correlation}' order by pnr")


def audited(platform, response):
    """The lines of the audit trail on a call: action, subject and outcome."""
    correlation = response.headers["X-Correlation-Id"]
    lines = platform.rows(f"select action, subject, outcome from audit where correlation = '{correlation}'")
    return [tuple(line.split("|")) for line in lines]
