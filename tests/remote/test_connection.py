"""A connection is patient within bounds, keeps the login to itself, and says what is wrong."""

import time
from email.utils import formatdate

import pytest

from graphbuild.errors import RemoteError
from graphbuild.remote.connection import Connection, Login

pytestmark = pytest.mark.slow

LOGIN = Login(user="ann", password="se:cret")
BASIC = "Basic YW5uOnNlOmNyZXQ="
ONE_WAIT = (0.01,)


def test_what_fails_in_passing_is_tried_again(told):
    server = told(lambda _: (503, {}, b"busy") if len(server.asked) < 3 else (200, {}, b"done"))
    with Connection(waits=(0.01, 0.01)) as connection:
        assert connection.send("PUT", server.url, content=b"data").body == b"done"
    assert [each.body for each in server.asked] == [b"data"] * 3


def test_patience_ends(told):
    server = told(lambda _: (502, {}, b"bad gateway\nmore"))
    refused = pytest.raises(RemoteError, match=r"/x: HTTP status 502: bad gateway\. Look into")
    with Connection(waits=ONE_WAIT) as connection, refused:
        connection.send("PUT", f"{server.url}/x", content=b"")
    assert len(server.asked) == 2


@pytest.mark.parametrize("is_date", [False, True])
def test_a_server_says_how_long_to_wait(told, is_date):
    when = formatdate(time.time() + 2, usegmt=True) if is_date else "1"
    server = told(
        lambda _: (429, {"Retry-After": when}, b"") if len(server.asked) < 2 else (200, {}, b"")
    )
    start = time.monotonic()
    with Connection(waits=ONE_WAIT) as connection:
        connection.send("GET", server.url)
    assert time.monotonic() - start >= 0.9


@pytest.mark.parametrize("when", ["", "soon", "-5", "nan", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_a_wait_that_is_none_is_not_waited_for(told, when):
    server = told(
        lambda _: (503, {"Retry-After": when}, b"") if len(server.asked) < 2 else (200, {}, b"")
    )
    with Connection(waits=ONE_WAIT) as connection:
        assert connection.send("GET", server.url).is_success


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 500])
def test_what_would_fail_again_is_not_tried_again(told, status):
    server = told(lambda _: (status, {}, b""))
    with Connection(waits=ONE_WAIT) as connection:
        assert connection.send("GET", server.url).status == status
    assert len(server.asked) == 1


def test_a_deadlock_is_tried_again(told):
    said = b"Virtuoso 40001 Error SR172: Transaction deadlocked"
    server = told(lambda _: (500, {}, said) if len(server.asked) < 2 else (204, {}, b""))
    with Connection(waits=ONE_WAIT) as connection:
        assert connection.send("PUT", server.url, content=b"").is_success


def test_nobody_answers():
    refused = pytest.raises(RemoteError, match=r"^http://127\.0\.0\.1:1/x: can't be reached: .*run")
    with Connection(waits=ONE_WAIT) as connection, refused:
        connection.send("GET", "http://127.0.0.1:1/x", params={"query": "ASK {}"})


def test_a_redirect_is_not_followed(told):
    other = told(lambda _: (200, {}, b""))
    server = told(lambda _: (307, {"Location": other.url}, b""))
    with Connection(Login(token="t0ken")) as connection:
        answer = connection.send("PUT", server.url, content=b"data")
    assert answer.status == 307
    assert f"redirects to {other.url}" in str(answer.error())
    assert other.asked == []


def test_a_password_is_sent_to_who_asks_for_it_only(told):
    def reply(asked):
        is_known = asked.headers.get("authorization") == BASIC
        return (200 if is_known else 401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")

    asking, silent = told(reply), told(lambda _: (200, {}, b""))
    with Connection(LOGIN) as connection:
        assert connection.send("PUT", asking.url, content=b"data").is_success
        assert connection.send("PUT", asking.url, content=b"more").is_success
        assert connection.send("PUT", silent.url, content=b"data").is_success
    sent = [each.headers.get("authorization") for each in asking.asked]
    assert sent == [None, BASIC, BASIC]
    assert "authorization" not in silent.asked[0].headers


def test_a_wrong_password_is_told(told):
    server = told(lambda _: (401, {"WWW-Authenticate": "Basic"}, b""))
    with Connection(LOGIN) as connection:
        answer = connection.send("GET", server.url)
    assert "401" in str(answer.error())
    assert "GRAPHBUILD_PASSWORD" in str(answer.error())
    assert "cret" not in str(answer.error())


def test_a_login_shows_no_secret():
    assert "cret" not in repr(LOGIN)
    assert "t0ken" not in repr(Login(token="t0ken"))


@pytest.mark.parametrize("token", ["a\nHost: b", "é"])
def test_a_token_that_is_none_is_refused(token):
    with pytest.raises(RemoteError, match="GRAPHBUILD_TOKEN"):
        Connection(Login(token=token))


def test_an_answer_has_a_largest_size(told):
    server = told(lambda _: (200, {}, b"x" * 1001))
    with Connection(size=1000) as connection, pytest.raises(RemoteError, match="than 1,000 bytes"):
        connection.send("GET", server.url)


def test_an_answer_has_a_deadline(told):
    def reply(_):
        time.sleep(1)
        return 200, {}, b""

    server = told(reply)
    refused = pytest.raises(RemoteError, match=r"no whole answer within 0\.2 seconds")
    with Connection(seconds=0.2) as connection, refused:
        connection.send("GET", server.url)
    assert len(server.asked) == 1


def test_an_answer_that_trickles_has_a_deadline_too(told):
    def trickle():
        for _ in range(100):
            time.sleep(0.05)
            yield b"x"

    server = told(lambda _: (200, {"Content-Length": "100"}, trickle()))
    start = time.monotonic()
    refused = pytest.raises(RemoteError, match=r"no whole answer within 0\.4 seconds")
    with Connection(seconds=0.4) as connection, refused:
        connection.send("GET", server.url)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("url", ["http://[::1/", "http://\x7f/"])
def test_an_address_that_is_none_is_told(url):
    with Connection() as connection, pytest.raises(RemoteError, match="not an address"):
        connection.send("GET", url)


def test_the_first_line_that_says_something_is_shown(told):
    page = b"<!DOCTYPE html>\n<html>\n<h1>Error</h1>\nNo such graph store.\n</html>"
    server = told(lambda _: (400, {"Content-Type": "text/html; charset=UTF-8"}, page))
    with Connection() as connection:
        error = str(connection.send("GET", server.url).error())
    assert "HTTP status 400: No such graph store. The" in error


@pytest.mark.parametrize("asks", ['Digest realm="x", nonce="y", algorithm=EVIL', "Digest realm=x"])
def test_a_login_that_is_asked_for_in_an_unknown_way_is_told(told, asks):
    server = told(lambda _: (401, {"WWW-Authenticate": asks}, b""))
    with Connection(LOGIN) as connection, pytest.raises(RemoteError, match="isn't known"):
        connection.send("GET", server.url)


def test_a_number_of_rows_that_no_server_means_is_passed_over(told):
    server = told(lambda _: (200, {"X-SPARQL-MaxRows": "9" * 5000}, b""))
    with Connection() as connection:
        assert connection.send("GET", server.url).most_rows is None
