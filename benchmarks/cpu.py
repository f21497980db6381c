"""CPU seconds of processes and all they start, from the operating system's accounts."""

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import psutil


class CpuClock:
    """Adds up what some processes and their descendants have used, the ended ones included."""

    def __init__(self, roots: Iterable[int]) -> None:
        self._roots = [psutil.Process(pid) for pid in roots]

    def seconds(self) -> float:
        """User and system time so far."""
        return sum(_used(process) for process in set(self._processes()))

    def _processes(self) -> Iterator[psutil.Process]:
        for root in self._roots:
            yield root
            with contextlib.suppress(psutil.NoSuchProcess):
                yield from root.children(recursive=True)


def _used(process: psutil.Process) -> float:
    with contextlib.suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


def job_memory(worker_pid: int) -> int:
    """The most memory, in kB, that the jobs of a worker have held which are running now."""
    jobs = psutil.Process(worker_pid).children(recursive=True)
    return max((_peak(job.pid) for job in jobs), default=0)


def _peak(pid: int) -> int:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1])
    return 0
