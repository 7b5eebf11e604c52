"""Which device is there, and how much to compute: the first thing each chapter asks."""

from __future__ import annotations

import importlib.util
import os
import shutil

from memlib.errors import MemlibError

#: ``quick`` runs in minutes on two cores; ``full`` is what the stored results were made with.
PRESETS = ("quick", "full")


def device() -> str:
    """The device that torch would compute on: ``"cuda"``, ``"mps"`` or ``"cpu"``.

    torch is imported only where there is something for it to find, so on most machines this
    takes no time.
    """
    looks_like_mac = shutil.which("system_profiler") is not None
    if shutil.which("nvidia-smi") is None and not looks_like_mac:
        return "cpu"
    if importlib.util.find_spec("torch") is None:
        return "cpu"
    import torch

    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "cpu"


def start(preset: str = "quick") -> tuple[str, str]:
    """Show the device and the preset, and return both.

    Args:
        preset: ``"quick"``, ``"full"``, or ``"auto"``: full where there is a GPU, else quick.

    Returns:
        ``(device, preset)``, the preset one of :data:`PRESETS`.

    Raises:
        MemlibError: for any other preset.

    Example:
        >>> start("slow")
        Traceback (most recent call last):
        memlib.errors.MemlibError: start: preset: there is no 'slow' (choose quick, full or auto)
    """
    if preset not in (*PRESETS, "auto"):
        raise MemlibError(
            f"there is no {preset!r}",
            operation="start",
            place="preset",
            mend="choose quick, full or auto",
        )
    found = device()
    chosen = preset if preset != "auto" else ("quick" if found == "cpu" else "full")
    print(f"device: {found} ({os.cpu_count()} cores), preset: {chosen}")
    return found, chosen
