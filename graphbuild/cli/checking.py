"""Commands that check a graph: ``verify``."""

from itertools import islice

from graphbuild.cli.common import Folder, errors_as_messages
from graphbuild.errors import VerificationError

SHOWN_MESSAGES = 20


def verify(folder: Folder) -> None:
    """Check every span and hash against the text of its article."""
    with errors_as_messages():
        from graphbuild.pipeline import find_folder_faults

        faults = find_folder_faults(folder)
        shown = list(islice(faults, SHOWN_MESSAGES))
        more = sum(1 for _ in faults)
        if shown:
            lines = [*map(str, shown), *([f"and {more} more"] if more else [])]
            raise VerificationError("\n".join(lines))
    print(f"{folder}: no fault")
