"""What the operating system does for the reader: the memory limit of a child, and whether a process still lives.

Each has a counterpart for Windows, macOS and Linux; nothing else in this room asks which system it runs on.
"""

from __future__ import annotations

import os
import sys

TOO_MUCH_MEMORY = 73
"""Exit code of a child that was ended by the memory watchdog (macOS)."""

_ENDED_BY_MEMORY = frozenset((TOO_MUCH_MEMORY, -6, -9, 0xC0000409, 0xC0000017))
"""A failed allocation of the first reader aborts (SIGABRT, or a fail-fast exception on Windows: its panics are caught,
so an abort says nothing else); the system's own killer sends SIGKILL."""


def ran_out_of_memory(exit_code: int | None) -> bool:
    """Whether a child that died with this exit code was, as far as can be told, short of memory."""
    return exit_code is not None and (exit_code in _ENDED_BY_MEMORY or exit_code & 0xFFFFFFFF in _ENDED_BY_MEMORY)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _JOB_OBJECT_EXTENDED_LIMIT_INFORMATION = 9
    _JOB_OBJECT_LIMIT_PROCESS_MEMORY = 0x100
    _PROCESS_QUERY_LIMITED_INFORMATION = 0x1000
    _STILL_ACTIVE = 259
    _ERROR_ACCESS_DENIED = 5

    class _BasicLimits(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    def _kernel32() -> ctypes.WinDLL:
        library = ctypes.WinDLL("kernel32", use_last_error=True)
        library.CreateJobObjectW.restype = wintypes.HANDLE
        library.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        library.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD)
        library.GetCurrentProcess.restype = wintypes.HANDLE
        library.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        library.OpenProcess.restype = wintypes.HANDLE
        library.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        library.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.POINTER(wintypes.DWORD))
        library.CloseHandle.argtypes = (wintypes.HANDLE,)
        return library

    def limit_memory(limit: int) -> None:
        """Limit what this process may allocate to `limit` bytes, by a job object that lives as long as the process."""
        kernel = _kernel32()
        job = kernel.CreateJobObjectW(None, None)
        if not job:
            return  # no limit is had: the guards before reading still hold
        limits = _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _JOB_OBJECT_LIMIT_PROCESS_MEMORY
        limits.ProcessMemoryLimit = limit
        kernel.SetInformationJobObject(
            job, _JOB_OBJECT_EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())

    def process_alive(pid: int) -> bool:
        """Whether a process of this number runs (another one may have taken the number: then True, too)."""
        kernel = _kernel32()
        handle = kernel.OpenProcess(_PROCESS_QUERY_LIMITED_INFORMATION, False, pid)
        if not handle:
            return ctypes.get_last_error() == _ERROR_ACCESS_DENIED
        try:
            code = wintypes.DWORD()
            return bool(kernel.GetExitCodeProcess(handle, ctypes.byref(code))) and code.value == _STILL_ACTIVE
        finally:
            kernel.CloseHandle(handle)

else:
    import resource

    def process_alive(pid: int) -> bool:
        """Whether a process of this number runs (another one may have taken the number: then True, too)."""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True

    if sys.platform == "darwin":
        import threading
        import time

        _LOOK_EVERY = 0.05

        def limit_memory(limit: int) -> None:
            """End this process with TOO_MUCH_MEMORY when it used more than `limit` bytes (RLIMIT_AS is not enforced)."""

            def watch() -> None:
                while resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < limit:  # bytes on macOS
                    time.sleep(_LOOK_EVERY)
                os._exit(TOO_MUCH_MEMORY)

            threading.Thread(target=watch, daemon=True, name="memory-watchdog").start()

    else:

        def limit_memory(limit: int) -> None:
            """Limit the address space of this process to `limit` bytes; more makes an allocation fail."""
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            if hard != resource.RLIM_INFINITY:
                limit = min(limit, hard)
            resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
