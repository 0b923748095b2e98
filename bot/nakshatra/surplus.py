"""Memory that a process no longer uses -> back to the system, where the C library can (glibc).

It keeps what was freed between pieces still in use, for itself: of a Whisper's work a hundred
megabytes. It judges no moment; who calls it knows that nobody waits.
"""

from __future__ import annotations

import ctypes


def give_back() -> None:
    """Milliseconds."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
