"""Jobs and answers survive the way to another process."""

import signal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphbuild.query_process import Limits
from graphbuild.server.jobs import (
    LENGTH,
    Head,
    Job,
    decode_head,
    decode_job,
    encode_head,
    encode_job,
    obituary,
    refusal,
)
from graphbuild.store import Scope

texts = st.text()
lists = st.lists(texts).map(tuple)
scopes = st.none() | st.builds(Scope, default=lists, named=lists)
limits = st.builds(
    Limits, seconds=st.floats(0.1, 99), rows=st.none() | st.integers(0), memory=st.none()
)
jobs = st.builds(
    Job,
    sparql=texts,
    row_forms=lists,
    graph_forms=lists,
    scope=scopes,
    must_exist=st.booleans(),
    limits=limits,
)


@given(jobs)
def test_a_job_is_read_as_it_was_written(job):
    written = encode_job(job)
    assert LENGTH.unpack(written[: LENGTH.size]) == (len(written) - LENGTH.size,)
    assert decode_job(written[LENGTH.size :]) == job


@given(st.builds(Head, status=st.integers(100, 599), media_type=texts, length=st.integers(0)))
def test_a_head_is_one_line(head):
    written = encode_head(head)
    assert written.index(b"\n") == len(written) - 1
    assert decode_head(written) == head


def test_a_refusal_survives_letters_that_cant_be_written():
    assert refusal(400, "no \ud800").body == b"no ?\n"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (0, None),
        (-signal.SIGKILL, None),
        (-signal.SIGABRT, 422),
        (-signal.SIGSEGV, 422),
        (-signal.SIGXCPU, 504),
        (1, 500),
        (-signal.SIGTERM, 500),
    ],
)
def test_a_process_that_ended_without_an_answer_has_one_made(status, expected):
    answer = obituary(status)
    assert (answer.status if answer else None) == expected
