"""Which page stands for which step or place, and which ports each is handed. Modules are loaded when first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rentix_desktop.sync.ports import Ports
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Page
from rentix_desktop.ui.wizard.flow import Step

if TYPE_CHECKING:
    from rentix_desktop.ui.window import Window


def build_page(step: Step, desk: Desk, ports: Ports, window: Window) -> Page:
    base_url, demo = window.opening.base_url, window.opening.demo
    match step:
        case Step.CONNECT:
            from rentix_desktop.ui.wizard.connect.page import ConnectPage

            return ConnectPage(desk, ports, window, base_url=base_url, demo=demo)
        case Step.FILE:
            from rentix_desktop.ui.wizard.file.page import FilePage

            folders = (ports.spool_folder, ports.samples_folder, ports.pasted_folder)
            return FilePage(desk, *folders, sample_at_once=demo)
        case Step.COLUMNS:
            from rentix_desktop.ui.wizard.columns.page import ColumnsPage

            return ColumnsPage(desk, ports.layouts, ports.decisions)
        case Step.VALUES:
            from rentix_desktop.ui.wizard.values.page import ValuesPage

            return ValuesPage(desk, ports.layouts, ports.decisions)
        case Step.CHECK:
            from rentix_desktop.ui.wizard.check.page import CheckPage

            return CheckPage(desk, ports.look_at_photo, ports.sources, window)
        case Step.UPLOAD:
            from rentix_desktop.ui.wizard.upload.page import UploadPage

            return UploadPage(desk)
        case Step.RESULTS:
            from rentix_desktop.ui.wizard.results.page import ResultsPage

            return ResultsPage(desk, ports.spool_folder, ports.fetch_photo, ports.sources, ports.pasted_folder, window)


def build_place(name: str, desk: Desk, ports: Ports, window: Window) -> Page:
    """The places outside the wizard. Those the side lists are in `ui.places.entries`."""
    match name:
        case "home":
            from rentix_desktop.ui.places.home.place import HomePlace

            return HomePlace(desk, ports, window)
        case "source":
            from rentix_desktop.ui.places.source.place import SourceEditor

            return SourceEditor(desk, ports, window)
        case "uploads":
            from rentix_desktop.ui.places.history.place import UploadsPlace

            agency = desk.memory.settings.last_account
            return UploadsPlace(desk, window, ports.open_ledger, ports.builtin_catalogue, agency)
        case "compare":
            from rentix_desktop.ui.places.compare.place import ComparePlace

            return ComparePlace(desk, window)
        case "linking":
            from rentix_desktop.ui.places.linking.place import LinkingPlace

            return LinkingPlace(desk, window, ports.sources)
        case "agents":
            from rentix_desktop.ui.places.agents.place import AgentsPlace

            return AgentsPlace(desk, window, ports.sources, ports.spool_folder, ports.fetch_photo)
        case "settings":
            from rentix_desktop.ui.places.settings.place import SettingsPlace

            return SettingsPlace(desk, ports.keys, ports.support, window, ports.layouts)
    raise ValueError(name)
