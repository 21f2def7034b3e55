"""zeep, with a client made from a served WSDL."""

import requests
import zeep


class ZeepClient:
    """A client of the service at a URL, as a vendor would write it in Python."""

    def __init__(self, system, url=None, query="?wsdl"):
        self.system = system
        session = requests.Session()
        # Variables such as REQUESTS_CA_BUNDLE would override these settings.
        session.trust_env = False
        session.cert = (str(system.cert), str(system.key))
        session.verify = str(system.platform.ca)
        transport = zeep.Transport(session=session)
        self.zeep = zeep.Client((url or system.platform.url) + query, transport=transport)

    def __call__(self, operation, **arguments):
        method = getattr(self.zeep.service, operation)
        return method(InvocationContext=self.system.context(), **arguments)

    def filters(self):
        return self("GetAllFilters")
