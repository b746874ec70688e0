from __future__ import annotations

from rentix_desktop.sync.ledger import RunInfo, RunKind
from rentix_desktop.ui.session import Connection, RunOrder, Session
from rentix_desktop.ui.wizard.flow import Flow, Step
from tests.fakes.catalogue import CATALOGUE
from tests.fakes.ledger import ACCOUNT as LEDGER_ACCOUNT
from tests.fakes.ledger import FakeLedger
from tests.ui.parts import ACCOUNT, Service

INTERRUPTED = RunInfo(3, LEDGER_ACCOUNT, RunKind.UPLOAD, "s", "a.xlsx", None, 1, 1, None, 1, 1, 0)


def connected() -> tuple[Session, Service]:
    session, service = Session(), Service()
    session.take_connection(Connection(ACCOUNT, service, CATALOGUE, FakeLedger(), INTERRUPTED))
    session.change(Flow().connected(ACCOUNT))
    return session, service


def test_an_order_is_taken_once_and_ends_the_offer_to_go_on() -> None:
    session, _ = connected()
    session.order(RunOrder(3, resume=True))
    assert session.flow.step is Step.UPLOAD
    assert session.take_order() == RunOrder(3, resume=True)
    assert session.take_order() is None
    assert session.connection is not None
    assert session.connection.interrupted is None


def test_changed_is_told_only_for_another_flow() -> None:
    session, _ = connected()
    told: list[Flow] = []
    session.changed.connect(lambda: told.append(session.flow))
    session.change(session.flow)
    session.change(session.flow.connected(ACCOUNT))
    assert not told
    session.change(session.flow.go_next())
    assert len(told) == 1


def test_what_is_open_is_closed_at_the_end() -> None:
    session, service = connected()
    session.release()
    assert service.closed
    assert session.connection is None
