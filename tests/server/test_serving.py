"""The command starts a server, or says why it can't."""

import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode

import pytest
from served import ENDLESS, two_articles, write_folder
from typer.main import get_command
from typer.testing import CliRunner

from graphbuild.cli import app
from graphbuild.server import DEFAULT_PORT
from graphbuild.server.guards import is_loopback
from graphbuild.server.serving import DEFAULT_LIMITS

pytestmark = pytest.mark.slow


def test_the_commands_defaults_are_the_servers():
    defaults = {each.name: each.default for each in get_command(app).commands["serve"].params}
    assert defaults["port"] == DEFAULT_PORT
    assert defaults["timeout"] == DEFAULT_LIMITS.seconds
    assert is_loopback(defaults["host"])


def test_a_folder_without_a_graph_is_told(tmp_path):
    result = CliRunner().invoke(app, ["serve", str(tmp_path), "--port", "0"])
    assert result.exit_code == 1
    assert "graphbuild build" in result.stderr


def test_a_port_that_is_taken_is_told(tmp_path):
    write_folder(two_articles(), tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(app, ["serve", str(tmp_path), "--port", port])
    assert result.exit_code == 1
    assert "--port" in result.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_the_command_says_where_it_listens_and_who_can_read(tmp_path, host):
    write_folder(two_articles(), tmp_path)
    code = "from graphbuild.cli import app; app()"
    command = [sys.executable, "-c", code, "serve", str(tmp_path), "--port", "0", "--host", host]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout.readline().startswith(f"http://{host}:")
        assert process.stdout.readline().endswith("sparql is the endpoint\n")
        process.terminate()
        _, told = process.communicate(timeout=20)
    assert ("password" in told) is (host == "0.0.0.0")


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_queries_that_run_when_it_is_ended_leave_no_traceback(tmp_path, end):
    write_folder(two_articles(), tmp_path)
    code = "from graphbuild.cli import app; app()"
    command = [sys.executable, "-c", code, "serve", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
        port = int(process.stdout.readline().split()[0].rstrip("/").rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as client:
            address = f"/sparql?{urlencode({'query': ENDLESS})}"
            client.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            time.sleep(1)
            process.send_signal(end)
            _, told = process.communicate(timeout=20)
    assert "Traceback" not in told
