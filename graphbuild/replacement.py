"""Files of an output folder replaced together: all of the old ones, or all of the new ones.

One renaming decides. What is left to do after it is done by whoever opens the folder next.
"""

import shutil
from pathlib import Path

PENDING = ".replacing"
_OLD = ".old-"


def replace_files(fresh: Path, folder: Path) -> None:
    """Put what lies in *fresh*, a folder beside *folder*, in the place of what is called the same.

    Killed at any time, it leaves the old files or, after :func:`finish_replacing`, the new ones.
    """
    fresh.rename(folder / PENDING)
    finish_replacing(folder)


def finish_replacing(folder: Path) -> None:
    """Do what a replacement that was stopped has left to do."""
    pending = folder / PENDING
    if not pending.is_dir():
        return
    for path in sorted(pending.iterdir()):
        if not path.name.startswith(_OLD):
            _move(path, folder / path.name)
    shutil.rmtree(pending)


def _move(path: Path, target: Path) -> None:
    """Move *path* to *target*; a folder that is there already goes the other way."""
    if target.is_dir():
        target.rename(path.with_name(_OLD + path.name))
    path.replace(target)
