"""The store that is served follows the one that is built."""

import asyncio
import logging
from pathlib import Path

from graphbuild.dataset import STORE_FOLDER
from graphbuild.errors import OutputError
from graphbuild.server.workers import Workers, restart_holder

SECONDS_BETWEEN_LOOKS = 2.0
_LOG = logging.getLogger(__name__)
Stamp = tuple[int, int] | None


def build_stamp(folder: Path) -> Stamp:
    """Return what differs after each build that changes the folder; None where there is none."""
    try:
        found = (folder / STORE_FOLDER).stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


async def follow_builds(workers: Workers, folder: Path, served: Stamp) -> None:
    """Serve each new build of the folder as soon as it is there, until cancelled.

    Queries that run go on with the store that they were asked of. A build that can't be loaded is
    told, and the one before stays.

    Args:
        workers: Get the new store.
        folder: That ``graphbuild build`` writes.
        served: Of the build that is served.
    """
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
        found = build_stamp(folder)
        if workers.holder.has_ended or (found is not None and found != served):
            served = found
            await _load(workers, folder)


async def _load(workers: Workers, folder: Path) -> None:
    try:
        fresh = await restart_holder(folder)
    except (OutputError, OSError) as error:
        _LOG.warning("the build before is served on: %s", error)
        return
    before, workers.holder = workers.holder, fresh
    before.close()
    _LOG.warning("%s: a new build is served, %d quads", folder, fresh.quads)
    await asyncio.to_thread(before.wait)
