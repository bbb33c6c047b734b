"""How much memory a process has; it loads nothing, so that it can be asked in a process that is measured."""

from pathlib import Path


def memory_of(process: int, what: str = "VmRSS") -> int:
    """A process's memory in bytes, as Linux tells it: VmRSS is that of now, VmHWM the most there was."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))
