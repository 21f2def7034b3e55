"""The JSON API, as a system's own code would call it."""

import base64
import concurrent.futures
import fcntl
import gzip
import hashlib
import json
import pathlib
import re
import socket
import ssl
import uuid
import zlib

import openapi_spec_validator
import pytest
import requests
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from extracts import extract, person, persons_in, pnr
from platform_under_test import PNR, System, wait_for
from sftp_clients import sftp

OPENAPI = json.loads((pathlib.Path(__file__).resolve().parents[2] / "docs" / "openapi.json").read_text())


class Api:
    """A client for one agreement."""

    def __init__(self, system, cert=None, agreement=None):
        self.system, self.platform = system, system.platform
        self.cert = cert if cert is not None else (str(system.cert), str(system.key))
        self.base = f"{self.platform.soap}/api/v1/agreements/{agreement or system.agreement}"

    def request(self, method, path, **kwargs):
        return requests.request(
            method, self.base + path, cert=self.cert or None, verify=str(self.platform.ca), timeout=60, **kwargs)

    def get(self, path, **kwargs):
        return answered(self.request("GET", path, **kwargs), 200)

    def post(self, path, status=201, **body):
        return answered(self.request("POST", path, json=body), status)

    def refused(self, status, code, method, path, **kwargs):
        response = self.request(method, path, **kwargs)
        problem = response.json()
        assert (response.status_code, problem["status"], problem["code"]) == (status, status, code), problem
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.headers["X-Correlation-Id"] == problem["correlation"]
        assert problem["title"] and problem["title_da"]
        return problem


def answered(response, status):
    assert response.status_code == status, (response.status_code, response.text)
    assert uuid.UUID(response.headers["X-Correlation-Id"])
    return response.json()


@pytest.fixture
def system(fresh):
    system = System(fresh, "system")
    system.filter("add", "--municipality", "0751")
    return system


def serve(platform):
    """Two days: 1 and 3 live in Aarhus, and 2 moves there."""
    platform.ingest("a", extract(5, 2, [person(1, komkod=751), person(2, komkod=101), person(3, komkod=751)]))
    platform.ingest("b", extract(6, 5, [person(2, komkod=751)]))
    platform.serve()


def test_deliveries_are_a_chain_and_the_files_in_the_folder(fresh, system):
    serve(fresh)
    api = Api(system)
    first, second = api.get("/deliveries")["deliveries"]
    assert (first["seq"], first["kind"], first["proddto"], first["persons"]) == (1, "day", "2026-01-05", 2)
    assert (first["previous_sha256"], second["previous_sha256"]) == (None, first["sha256"])
    assert first["collected_at"] is None
    with sftp(system) as folder:
        content = folder.open(f"IN/{first['file']}").read()
        folder.remove(f"IN/{second['file']}")
    assert (len(content), hashlib.sha256(content).hexdigest()) == (first["size"], first["sha256"])
    first, second = wait_for(
        lambda: (rows := api.get("/deliveries")["deliveries"])[0]["collected_at"] and rows, "the receipt")
    assert second["removed_at"] is not None
    assert [row["seq"] for row in api.get("/deliveries?after=1")["deliveries"]] == [2]
    assert api.get("/deliveries?after=2")["deliveries"] == []


def test_the_manifest_is_signed(fresh, system):
    serve(fresh)
    api = Api(system)
    response = api.request("GET", "/manifest")
    assert response.headers["Content-Type"] == "application/jose"
    header, payload, signature = response.text.split(".")
    decode = lambda part: base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    key = requests.get(f"{fresh.soap}/api/v1/manifest-key", verify=str(fresh.ca), timeout=60).text
    load_pem_public_key(key.encode()).verify(decode(signature), f"{header}.{payload}".encode())
    manifest = json.loads(decode(payload))
    assert manifest["agreement"] == system.agreement
    listed = api.get("/deliveries")["deliveries"]
    assert [entry["sha256"] for entry in manifest["deliveries"]] == [row["sha256"] for row in listed]
    assert key == fresh.run("manifest", "--public-key").stdout


def test_a_load_is_ordered_looked_at_and_fetched(fresh, system):
    serve(fresh)
    api = Api(system)
    response = api.request("POST", "/loads", json={"reason": "nyt\nsystem", "without_events": True})
    ordered = answered(response, 201)
    assert (ordered["load"], ordered["kinds"], ordered["reason"]) == (1, "filters", "nyt system")
    place = fresh.soap + response.headers["Location"]
    assert place == f"{api.base}/loads/1"
    load = wait_for(lambda: (found := api.get("/loads/1"))["state"] == "delivered" and found, "the load")
    assert (load["persons"], load["as_of"]) == (3, "2026-01-06")
    [file] = load["files"]
    with sftp(system) as folder:
        content = folder.open(f"IN/{file['name']}").read()
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert persons_in(content)[0] == [pnr(1), pnr(2), pnr(3)]
    assert api.get("/loads")["loads"] == [load]
    api.refused(409, "LOAD_FINISHED", "DELETE", "/loads/1")


def test_one_load_at_a_time_and_called_off(fresh, system):
    fresh.configure("inbox", poll_seconds=3600)
    serve(fresh)
    api = Api(system)
    assert answered(api.request("POST", "/loads"), 201)["state"] == "ordered"
    api.refused(409, "LOAD_UNDER_WAY", "POST", "/loads", json={})
    assert answered(api.request("DELETE", "/loads/1"), 200)["state"] == "cancelled"
    api.refused(404, "UNKNOWN_LOAD", "GET", "/loads/2")
    api.refused(404, "UNKNOWN_LOAD", "DELETE", "/loads/x")
    problem = api.refused(409, "LOAD_NOT_POSSIBLE", "POST", "/loads", json={"kinds": "age"})
    assert problem["detail"] == "the subscription has no age filter"


def test_a_replay_brings_the_same_bytes_once(fresh, system):
    serve(fresh)
    api = Api(system)
    before = api.get("/deliveries")["deliveries"]
    files = api.post("/replays", **{"from": "2026-01-05", "to": "2026-01-06"})["files"]
    assert files == [f"{row['file']}.replay1" for row in before]
    replays = api.get("/deliveries?after=2")["deliveries"]
    assert [(row["kind"], row["replay_of"], row["sha256"]) for row in replays] == [
        ("replay", row["seq"], row["sha256"]) for row in before]
    problem = api.refused(409, "REPLAY_NOT_COLLECTED", "POST", "/replays", json={"from": "2026-01-06"})
    assert problem["detail"] == files[1]
    with sftp(system) as folder:
        folder.remove(f"IN/{files[1]}")
    assert api.post("/replays", **{"from": "2026-01-06"})["files"] == [f"{before[1]['file']}.replay2"]
    api.refused(404, "NOTHING_TO_REPLAY", "POST", "/replays", json={"from": "2026-01-07"})
    for wrong in [{}, {"from": "5 January"}, {"from": "2026-01-05", "until": "2026-01-06"}]:
        api.refused(400, "INVALID_REQUEST", "POST", "/replays", json=wrong)


def test_no_more_is_replayed_at_once_than_others_can_wait_for(fresh, system):
    fresh.ingest("first", extract(5, 2, [person(1, komkod=751)]))
    fresh.serve()
    api = Api(system)
    days = {"from": "2026-01-05"}
    # The largest number of deliveries, all of one extract: replays of loads count too.
    for _ in range(31):
        fresh.run("load", "order", "--agreement", system.agreement)
    problem = api.refused(422, "TOO_MANY_DELIVERIES", "POST", "/replays", json=days)
    assert problem["detail"] == "32 deliveries; at once there are at most 31"
    assert problem["detail_da"] == "32 leveringer; højst 31 på én gang"


def test_as_much_is_replayed_at_once_as_may_be(fresh, system):
    fresh.ingest("first", extract(5, 2, [person(1, komkod=751)]))
    fresh.serve()
    for _ in range(30):
        fresh.run("load", "order", "--agreement", system.agreement)
    assert len(Api(system).post("/replays", **{"from": "2026-01-05"})["files"]) == 31


@pytest.fixture
def waiting(fresh, system):
    """A replay that waits for an extract, and a function that ends the extract. Of two replays one gets BUSY."""
    serve(fresh)
    api = Api(system)
    replay = lambda: api.request("POST", "/replays", json={"from": "2026-01-05"})
    with open(fresh.data / "pipeline.lock", "r+") as extract, concurrent.futures.ThreadPoolExecutor() as pool:
        fcntl.flock(extract, fcntl.LOCK_EX)
        both = [pool.submit(replay), pool.submit(replay)]
        [refused], [waiting] = concurrent.futures.wait(both, return_when=concurrent.futures.FIRST_COMPLETED)
        assert refused.result().json()["code"] == "BUSY"
        yield waiting, lambda: fcntl.flock(extract, fcntl.LOCK_UN)


def test_a_replay_waits_for_an_extract(waiting):
    replay, end_extract = waiting
    end_extract()
    assert len(answered(replay.result(), 201)["files"]) == 1


def test_replay_that_waits_is_answered_when_the_server_stops(fresh, waiting):
    replay, _ = waiting
    fresh.stop()
    assert (replay.result().status_code, replay.result().json()["code"]) == (503, "BUSY")


def test_replay_of_a_lost_archive_file_is_answered_so(fresh, system):
    serve(fresh)
    fresh.run("load", "order", "--agreement", system.agreement)
    api = Api(system)
    for archived in list((fresh.data / "archive").rglob("*.zst")):
        archived.unlink()
    # The extract of the day is gone, and the load's own file.
    for day in ["2026-01-05", "2026-01-06"]:
        problem = api.refused(410, "NOT_IN_ARCHIVE", "POST", "/replays", json={"from": day})
        assert "order a load" in problem["title"] and "bestil en grundindlæsning" in problem["title_da"]
    assert len(system.deliveries()) == 3, "and nothing was delivered"
    assert "NOT_IN_ARCHIVE" in fresh.run("audit").stdout


def test_drift_names_the_missing_and_delivers_them(fresh, system):
    serve(fresh)
    api = Api(system)
    answer = api.post("/drift", status=200, pnrs=[pnr(1), pnr(9)])
    assert (answer["as_of"], answer["held"], answer["chosen"], answer["load"]) == ("2026-01-06", 2, 3, None)
    assert (answer["missing"], answer["surplus"], answer["replaced"]) == ([pnr(2), pnr(3)], [pnr(9)], [])
    report = api.post("/drift", status=200, pnrs=[pnr(1)], catch_up=True)
    load = wait_for(
        lambda: (found := api.get(f"/loads/{report['load']}"))["state"] == "delivered" and found, "the load")
    with sftp(system) as folder:
        content = folder.open(f"IN/{load['files'][0]['name']}").read()
    assert persons_in(content)[0] == [pnr(2), pnr(3)]
    everyone = [pnr(1), pnr(2), pnr(3)]
    assert api.post("/drift", status=200, pnrs=everyone, catch_up=True)["load"] is None
    problem = api.refused(400, "INVALID_REQUEST", "POST", "/drift", json={"pnrs": [pnr(1), "0101701"]})
    assert problem["detail"].startswith("pnrs[1] is not ten digits")
    assert "drift" in fresh.run("audit").stdout


def test_drift_names_everything_in_the_list_that_is_no_number(fresh, system):
    fresh.ingest("a", extract(5, 2, [person(1), person(2)]))
    fresh.serve()
    api = Api(system)
    odd = [pnr(1), "0101701", pnr(2), None, 7]
    problem = api.refused(400, "INVALID_REQUEST", "POST", "/drift", json={"pnrs": odd})
    assert "pnrs[1, 3-4]" in json.dumps(problem) and "skip_invalid" in json.dumps(problem)
    answer = api.post("/drift", status=200, pnrs=odd, skip_invalid=True)
    assert (answer["held"], answer["skipped"]) == (2, 3)
    # Bodies as programs on Windows write them.
    text = json.dumps({"pnrs": [pnr(1)]})
    for body in [text.encode("utf-8-sig"), text.encode("utf-16"), text.replace(" ", "\r\n").encode()]:
        assert answered(api.request("POST", "/drift", data=body), 200)["held"] == 1
    problem = api.refused(400, "INVALID_REQUEST", "POST", "/drift", data='{\n"pnrs": ["ø"]}'.encode("latin-1"))
    assert "line 2: not UTF-8" in json.dumps(problem)


def test_drift_names_the_valid_number_of_a_replaced_one(fresh, system):
    fresh.ingest("a", extract(5, 2, [
        person(1, komkod=751), person(4, status="60", successor=pnr(1), events=())]))
    fresh.serve()
    answer = Api(system).post("/drift", status=200, pnrs=[pnr(4)])
    assert answer["replaced"] == [{"pnr": pnr(4), "by": pnr(1)}]


def test_one_system_does_not_keep_others_away(fresh, system):
    """It sends one body slowly: it has its permit, and no second one; others have theirs."""
    other = System(fresh, "other")
    other.filter("add", "--municipality", "0751")
    serve(fresh)
    api = Api(system)
    body = json.dumps({"pnrs": [pnr(1)]}).encode()
    path = api.base.removeprefix(fresh.soap) + "/drift"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    tls = ssl.create_default_context(cafile=fresh.ca)
    tls.load_cert_chain(system.cert, system.key)
    port = int(fresh.soap.rsplit(":", 1)[1])
    with tls.wrap_socket(socket.create_connection(("127.0.0.1", port)), server_hostname="localhost") as slow:
        slow.sendall(head.encode() + body[:1])
        # A response of this status is false to Python.
        [busy] = wait_for(
            lambda: [tried for tried in [api.request("POST", "/drift", data=body)] if tried.status_code == 503],
            "the slow one's turn")
        assert (busy.json()["code"], busy.headers["Retry-After"]) == ("BUSY", "60")
        assert Api(other).post("/drift", status=200, pnrs=[])["missing"] == [pnr(1), pnr(2), pnr(3)]
        slow.sendall(body[1:])
        answer = b"".join(iter(lambda: slow.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200 OK") and pnr(2).encode() in answer
    api.post("/drift", status=200, pnrs=[pnr(1)])


def test_missing_are_not_named_when_they_cannot_be_delivered(fresh, system):
    fresh.configure("inbox", poll_seconds=3600)
    serve(fresh)
    api = Api(system)
    assert answered(api.request("POST", "/loads"), 201)["state"] == "ordered"
    api.refused(409, "LOAD_UNDER_WAY", "POST", "/drift", json={"pnrs": [pnr(1)], "catch_up": True})
    assert "drift" not in [line["action"] for line in fresh.json("audit")], "nothing was compared"
    assert api.post("/drift", status=200, pnrs=[pnr(1)])["missing"] == [pnr(2), pnr(3)]
    api.request("DELETE", "/loads/1")
    assert api.post("/drift", status=200, pnrs=[pnr(1)], catch_up=True)["load"] == 2


def test_wrong_request_is_answered_with_the_place_and_not_the_content(fresh, system):
    serve(fresh)
    api = Api(system)
    problem = api.refused(400, "INVALID_REQUEST", "POST", "/drift", data=f'{{"pnrs": {pnr(1)}}}')
    assert not PNR.search(json.dumps(problem).encode()), problem
    api.refused(400, "INVALID_REQUEST", "POST", "/loads", data=b"\xff")
    api.refused(400, "INVALID_REQUEST", "POST", "/loads", json={"kinds": "everybody"})
    api.refused(400, "INVALID_REQUEST", "GET", "/deliveries?after=x")
    api.refused(404, "UNKNOWN_PATH", "GET", "/filters")
    api.refused(404, "UNKNOWN_PATH", "PUT", "/loads")


def test_an_order_has_limits(fresh, system):
    fresh.configure("inbox", poll_seconds=3600)
    serve(fresh)
    api = Api(system)
    largest = b" " * (64 * 1024 - 2) + b"{}"
    orders = [{"json": order} for order in [
        {"reason": "æ" * 255}, {"part_size_mb": 1}, {"part_size_mb": 1_000_000}, {"kinds": "filters"}]]
    for order in [{"data": largest}, *orders]:
        load = answered(api.request("POST", "/loads", **order), 201)["load"]
        answered(api.request("DELETE", f"/loads/{load}"), 200)
    api.refused(413, "TOO_LARGE", "POST", "/loads", data=b" " + largest)
    for order, detail, danish in [
        ({"reason": "æ" * 256}, "reason has more than 255 characters", "reason har mere end 255 tegn"),
        ({"part_size_mb": 0}, "part_size_mb is not a whole number from 1 to 1000000", "part_size_mb er ikke et helt tal fra 1 til 1000000"),
        ({"part_size_mb": 1_000_001}, "part_size_mb is not a whole number from 1 to 1000000", "part_size_mb er ikke et helt tal fra 1 til 1000000"),
    ]:
        problem = api.refused(400, "INVALID_REQUEST", "POST", "/loads", json=order)
        assert (problem["detail"], problem["detail_da"]) == (detail, danish)


def test_a_list_of_numbers_has_a_limit(fresh, system):
    serve(fresh)
    api = Api(system)
    largest = b" " * (32 * 1024 * 1024 - 12) + b'{"pnrs": []}'
    assert answered(api.request("POST", "/drift", data=largest), 200)["held"] == 0
    api.refused(413, "TOO_LARGE", "POST", "/drift", data=b" " + largest)


def test_a_packed_body_is_unpacked_within_the_limit_of_a_plain_one(fresh, system):
    serve(fresh)
    api = Api(system)
    largest = b" " * (32 * 1024 * 1024 - 12) + b'{"pnrs": []}'
    for coding, pack in [("gzip", gzip.compress), ("deflate", zlib.compress)]:
        headers = {"Content-Encoding": coding}
        packed = pack(largest)
        assert answered(api.request("POST", "/drift", data=packed, headers=headers), 200)["held"] == 0
        api.refused(413, "TOO_LARGE", "POST", "/drift", data=pack(b" " + largest), headers=headers)
        problem = api.refused(400, "INVALID_REQUEST", "POST", "/drift", data=packed[:-1], headers=headers)
        assert "Content-Encoding" in problem["detail"] and "Content-Encoding" in problem["detail_da"]
    api.refused(415, "UNSUPPORTED_CONTENT_ENCODING", "POST", "/drift", data=b"{}", headers={"Content-Encoding": "br"})
    # The same call afterwards: a rejected call holds no permit.
    assert api.post("/drift", status=200, pnrs=[])["held"] == 0


def test_before_the_first_extract_the_replica_is_empty(fresh, system):
    fresh.serve()
    api = Api(system)
    api.refused(409, "REPLICA_EMPTY", "POST", "/loads")
    api.refused(409, "REPLICA_EMPTY", "POST", "/drift", json={"pnrs": []})
    assert api.get("/deliveries")["deliveries"] == []


def test_load_of_everybody_must_be_requested_in_the_apis_terms(fresh, system):
    fresh.configure("inbox", poll_seconds=3600)
    events = System(fresh, "events")
    events.filter("add", "--event", "A01")
    serve(fresh)
    api = Api(events)
    problem = api.refused(409, "LOAD_NOT_POSSIBLE", "POST", "/loads")
    assert '"kinds": "all"' in problem["detail"] and '"kinds": "all"' in problem["detail_da"]
    assert api.post("/loads", kinds="all")["kinds"] == "all"


@pytest.mark.parametrize("period, code", [
    (["--valid-until", "2020-01-01", "--valid-from", "2019-01-01"], "AGREEMENT_EXPIRED"),
    (["--valid-from", "2999-01-01"], "AGREEMENT_NOT_YET_IN_FORCE")])
def test_agreement_that_is_not_in_force_is_rejected(fresh, system, period, code):
    over = str(uuid.uuid4())
    fresh.run("agreement", "add", "--agreement", over, "--system", system.uuid,
              "--authority", system.authority, "--combination", "any", *period)
    serve(fresh)
    Api(system, agreement=over).refused(403, code, "GET", "/deliveries")
    assert code in fresh.run("audit").stdout


def described():
    """Every operation on an agreement: method, and path after the agreement."""
    for path, operations in OPENAPI["paths"].items():
        for method, operation in operations.items():
            if {} in operation.get("security", OPENAPI["security"]):
                assert path in ["/openapi.json", "/manifest-key"], "what is for everyone"
                continue
            yield method.upper(), path.replace("/agreements/{agreement}", "").replace("{load}", "1")


@pytest.mark.parametrize("method, path", list(described()))
def test_every_operation_without_the_right_is_rejected(fresh, system, method, path):
    fresh.configure("inbox", poll_seconds=3600)
    other = System(fresh, "other")
    serve(fresh)
    body = {"json": {"pnrs": [], "from": "2026-01-05"}} if method == "POST" else {}
    Api(system).request("POST", "/loads", json={})
    before = (system.deliveries(), fresh.json("load", "list"))
    none = Api(system, cert=())
    assert "certificate" in none.refused(401, "CERTIFICATE_MISSING", method, path, **body)["title"]
    unknown = Api(other, agreement=str(uuid.uuid4())).refused(404, "UNKNOWN_AGREEMENT", method, path, **body)
    foreign = Api(other, agreement=system.agreement).refused(404, "UNKNOWN_AGREEMENT", method, path, **body)
    assert {**unknown, "correlation": ""} == {**foreign, "correlation": ""}, "the two answers are the same"
    Api(other, agreement="x").refused(404, "UNKNOWN_AGREEMENT", method, path, **body)
    fresh.run("client-cert", "unknown", "--out", fresh.folder / "clients")
    stranger = tuple(str(fresh.folder / "clients" / f"unknown.{suffix}") for suffix in ["crt", "key"])
    Api(system, cert=stranger).refused(403, "CERTIFICATE_NOT_REGISTERED", method, path, **body)
    fresh.run("system", "revoke-cert", "system", "--cert", system.cert)
    Api(system).refused(403, "CERTIFICATE_REVOKED", method, path, **body)
    assert (system.deliveries(), fresh.json("load", "list")) == before
    trail = fresh.json("audit")
    refusals = [line["outcome"] for line in trail if line["action"].startswith(f"{method} /api/v1/agreements/")]
    assert refusals[-6:] == [
        "CERTIFICATE_MISSING", *["UNKNOWN_AGREEMENT"] * 3, "CERTIFICATE_NOT_REGISTERED", "CERTIFICATE_REVOKED"]


def test_the_description_is_for_everyone(fresh, system):
    serve(fresh)
    served = requests.get(f"{fresh.soap}/api/v1/openapi.json", verify=str(fresh.ca), timeout=60)
    assert served.json() == OPENAPI
    assert re.fullmatch(r"3\.\d\.\d", OPENAPI["openapi"])
    openapi_spec_validator.validate(OPENAPI)
