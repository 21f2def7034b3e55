"""How a server says that it stands, and files put into its inbox."""

import requests

from platform_under_test import DEADLINE, wait_for


def health(platform):
    return requests.get(f"{platform.watch}/health", timeout=DEADLINE).json()


def told(platform, kind, *words):
    """Waits until health is red for a reason, and `healthcheck` says the same."""
    def found():
        return [trouble["what"] for trouble in health(platform)["troubles"]
                if trouble["kind"] == kind and all(word in trouble["what"] for word in words)]
    what = wait_for(found, f"health to tell {kind} with {words}")
    assert requests.get(f"{platform.watch}/health", timeout=DEADLINE).status_code == 503
    wait_for(lambda: what[0][:40] in platform.run("healthcheck", exit=3).stdout, "healthcheck to say the same")
    return what[0]


def green(platform):
    wait_for(lambda: health(platform)["troubles"] == [], "health to be green again")
    assert platform.run("healthcheck").stdout == "nothing needs a person\n"


def put(platform, name, content):
    hidden = platform.data / "inbox" / ".new"
    hidden.write_bytes(content)
    hidden.rename(platform.data / "inbox" / name)
