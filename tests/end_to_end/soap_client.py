"""Plain clients of the SOAP endpoint: posts as bytes, and what an answer says."""

import re

import requests

CONTEXT_NS = "http://serviceplatformen.dk/xml/schemas/InvocationContext/1/"
PNR_NS = "http://serviceplatformen.dk/xml/schemas/cpr/PNR/1/"
SERVICE_NS = "http://serviceplatformen.dk/xml/wsdl/soap11/CprSubscriptionService/1/"


def envelope(context, operation, argument="", context_ns=CONTEXT_NS):
    fields = "".join(f"<{name}>{value}</{name}>" for name, value in context.items())
    return (
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>'
        f'<{operation} xmlns="{SERVICE_NS}">'
        f'<InvocationContext xmlns="{context_ns}">{fields}</InvocationContext>{argument}'
        f"</{operation}></soapenv:Body></soapenv:Envelope>"
    )


def pnr_element(pnr):
    return f'<PNR xmlns="{PNR_NS}">{pnr}</PNR>'


def post(system, body, cert=True, headers=None, **kwargs):
    """Posts bytes, without headers that were not requested."""
    if isinstance(body, str):
        body = body.encode()
    pair = (str(system.cert), str(system.key)) if cert is True else cert or None
    return requests.post(
        system.platform.url, data=body, cert=pair, verify=str(system.platform.ca),
        headers=headers or {}, timeout=60, **kwargs,
    )


def call(system, operation, argument="", **kwargs):
    context = kwargs.pop("context", None) or system.context()
    return post(system, envelope(context, operation, argument), **kwargs)


def result(response):
    assert response.status_code == 200, response.text
    return re.search("<ns3:Result>(.*?)</ns3:Result>", response.text)[1]


def fault(response, status=500):
    """The error code of a fault, after a check of its form."""
    assert response.status_code == status, (response.status_code, response.text)
    assert response.headers["Content-Type"] == "text/xml; charset=utf-8"
    text = response.content.decode()
    side = re.search("<faultcode>soap:(Client|Server)</faultcode>", text)[1]
    correlation = response.headers["X-Correlation-Id"]
    assert re.search(rf"\n    CallUUID: {correlation}\n    Received: [0-9T:.-]+Z</faultstring>", text)
    assert f"[korrelations-id {correlation}]</ErrorText>" in text
    code = re.search("<ErrorCode>(.*?)</ErrorCode>", text)[1]
    assert (side == "Server") == (code in ("BUSY", "INTERNAL_ERROR"))
    return code
