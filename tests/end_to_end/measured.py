"""What the service page says of the service, for programs."""

import requests

STATUS = "/service/sf6002/status.json"


def get(platform, path):
    session = requests.Session()
    session.trust_env = False
    response = session.get(platform.web + path, verify=str(platform.ca), timeout=30)
    assert response.status_code == 200, (path, response.status_code, response.text)
    return response


def status(platform):
    return get(platform, STATUS).json()


def calls(platform):
    """The kinds of calls by name, once each was made."""
    made = {one["call"]: one for one in status(platform)["calls"]}
    return made if len(made) == 3 else None


def is_right(platform):
    made = calls(platform)
    return made and all(one["last_is_right"] for one in made.values())


def down_seconds(platform, call="soap"):
    """What was down of the last days."""
    days = status(platform)["days"]
    return sum(day["calls"].get(call, {}).get("down_seconds") or 0 for day in days)
