"""The explorer, made by a process of its own when it is first asked for.

    python -m graphbuild.server.explorer FOLDER

writes it to standard output.
"""

import asyncio
import os
import sys
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from graphbuild.server.guards import FRAMES
from graphbuild.server.lifelines import die_with
from graphbuild.server.reloading import Stamp, build_stamp

_WAIT = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="refresh" content="2">
<title>Explorer – graphbuild</title>
<link rel="stylesheet" href="/static/page.css">
<main>
<h1>The explorer is being drawn</h1>
<p>This page shows it by itself, in some seconds; of thousands of articles, in a minute or two.</p>
</main>
</html>
"""
_FAILED = "the explorer can't be made of this folder. Look at: graphbuild export {} explorer.html\n"


class Explorer:
    """``/explorer``: the page that ``graphbuild export`` makes of the folder's build.

    Args:
        folder: That ``graphbuild build`` wrote.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: Stamp = None
        self._making: asyncio.Task[bytes | None] | None = None

    async def answer(self, _request: Request) -> Response:
        """Return the page, or one that waits for it."""
        stamp = build_stamp(self._folder)
        if self._making is None or (self._making.done() and stamp != self._stamp):
            self._stamp = stamp
            self._making = asyncio.create_task(_make(self._folder))
        if not self._making.done():
            return HTMLResponse(_WAIT, headers={"cache-control": "no-store"})
        page = self._making.result()
        if page is None:
            message = _FAILED.format(self._folder)
            return Response(message, HTTPStatus.INTERNAL_SERVER_ERROR, media_type="text/plain")
        # The page has a policy of its own that allows its script and nothing else.
        return HTMLResponse(
            page, headers={"content-security-policy": FRAMES, "cache-control": "no-store"}
        )

    async def stop(self) -> None:
        """End what is being made."""
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)


async def _make(folder: Path) -> bytes | None:
    command = [sys.executable, "-P", "-m", "graphbuild.server.explorer", str(folder)]
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
    )
    try:
        page, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return page if process.returncode == 0 else None


def main() -> None:
    """Write the explorer of the folder in the first argument."""
    die_with(os.getppid())
    from graphbuild.export.page import to_page
    from graphbuild.pipeline import load_graph

    sys.stdout.buffer.write(to_page(load_graph(sys.argv[1])).encode())


if __name__ == "__main__":
    main()
