from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from rentix_desktop.demo.launch import DemoPortal, start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.destinations.rentix import connect
from rentix_desktop.destinations.rentix.destination import RentixDestination
from rentix_desktop.sync.destination import WaitReason
from tests.fakes.request_log import MemoryRequestLog

KEY = "a-test-key-0123456789"


class NoWaiting:
    """A waiter for tests in which nothing may have to wait."""

    def wait(self, seconds: float, why: WaitReason) -> None:
        raise AssertionError(f"asked to wait {seconds} s for {why}")


class Connect(Protocol):
    def __call__(self, address: str, key: str = KEY, ca_file: Path | None = None) -> RentixDestination: ...


@pytest.fixture
def connected() -> Iterator[Connect]:
    """Makes destinations with limits of their own, and closes them."""
    with contextlib.ExitStack() as stack:

        def make(address: str, key: str = KEY, ca_file: Path | None = None) -> RentixDestination:
            made = connect(
                address,
                key,
                request_log=MemoryRequestLog(),
                requests_per_minute=10_000,
                bulk_per_minute=10_000,
                ca_file=ca_file,
            )
            return stack.enter_context(contextlib.closing(made))

        yield make


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoPortal]:
    with start_demo(DemoOptions(limits="off", faults=True, job_seconds=0.0)) as portal:
        yield portal


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A self-signed certificate for 127.0.0.1, and its key, made for this run."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=127.0.0.1",
            "-addext",
            "subjectAltName=IP:127.0.0.1",
            "-keyout",
            str(key),
            "-out",
            str(certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key
