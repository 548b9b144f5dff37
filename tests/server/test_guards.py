"""No other site can use the server through somebody's browser."""

import pytest
from served import serving, two_articles

from graphbuild.server.guards import is_loopback, own_names


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with serving(two_articles(), tmp_path_factory.mktemp("out")) as served:
        yield served.client


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8808",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "[::1",
        "a:b:c",
    ],
)
def test_a_name_that_isnt_its_own_is_refused(client, host):
    response = client.get("/", headers={"host": host})
    assert response.status_code in (400, 403)
    assert "graphbuild" not in response.text


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:99", "localhost.", "127.0.0.1:8808", "[::1]:80", "192.168.1.7"]
)
def test_its_own_names_and_addresses_are_taken(client, host):
    assert client.get("/", headers={"host": host}).status_code == 200


def test_requests_of_other_sites_are_refused_but_not_their_links(client):
    foreign = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}
    assert client.get("/sparql?query=ASK{}", headers=foreign).status_code == 403
    link = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert client.get("/", headers=link).status_code == 200
    assert client.get("/", headers=link | {"sec-fetch-dest": "document"}).status_code == 200
    for frame in ("iframe", "frame", "embed", "object"):
        in_frame = link | {"sec-fetch-dest": frame}
        assert client.get("/sparql?query=ASK{}", headers=in_frame).status_code == 403
    own = {"sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"}
    assert client.get("/sparql?query=ASK{}", headers=own).status_code == 200


@pytest.mark.parametrize(
    "address",
    ["/", "/sparql?query=ASK{}", "/sparql?query=x", "/store", "/nowhere", "/static/page.css"],
)
def test_every_answer_has_the_safe_headers(client, address):
    headers = client.get(address).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "server" not in headers


def test_a_server_for_others_is_known_by_its_names():
    assert own_names("127.0.0.1") == {"localhost"}
    assert "news.example" in own_names("news.example")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("news.example", False),
    ],
)
def test_loopback_is_known(host, expected):
    assert is_loopback(host) is expected
