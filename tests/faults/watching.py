"""The health that a server reports, and files put into its inbox."""

import requests

from platform_under_test import DEADLINE, wait_for


def health(platform):
    return requests.get(f"{platform.watch}/health", timeout=DEADLINE).json()


def wait_for_alert(platform, kind, *words):
    """Waits until health has an alert of this kind, and `healthcheck` reports the same."""
    def found():
        return [trouble["what"] for trouble in health(platform)["troubles"]
                if trouble["kind"] == kind and all(word in trouble["what"] for word in words)]
    what = wait_for(found, f"an alert {kind} with {words}")
    assert requests.get(f"{platform.watch}/health", timeout=DEADLINE).status_code == 503
    # The same alert: its figures may have changed since.
    wait_for(lambda: any(all(word in line for word in words) for line in
                         platform.run("healthcheck", exit=3).stdout.splitlines()), "healthcheck to report the same")
    return what[0]


def green(platform):
    left = []
    try:
        wait_for(lambda: not left.append(health(platform)["troubles"]) and left[-1] == [], "health to be green again")
    except AssertionError as error:
        raise AssertionError(left[-1]) from error
    # A worker that is starved of a processor for a second is told of where a test allows no more.
    wait_for(lambda: platform.run("healthcheck", exit=None).stdout == "nothing needs a person\n", "healthcheck to say so")


def put(platform, name, content):
    hidden = platform.data / "inbox" / ".new"
    hidden.write_bytes(content)
    hidden.rename(platform.data / "inbox" / name)
