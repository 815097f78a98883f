"""What the figures below it were measured on."""

import os
import pathlib
import platform


def described() -> str:
    """One line: processor, how many of them, memory, kernel, load."""
    processor = next(
        (line.split(":", 1)[1].strip() for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines()
         if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / (1 << 30)
    return (f"{processor}, {os.cpu_count()} processors, {memory:.0f} GiB, Linux {platform.release()}, "
            f"load {os.getloadavg()[0]:.1f} when it began")
