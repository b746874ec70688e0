"""The keys of the demo's agencies; the table in `demo/__init__.py` says what each is for."""

from __future__ import annotations

OPEN = "demo-casa-verde"
SUSPENDED = "demo-suspended"
CRM_OFF = "demo-crm-off"
ALMOST_FULL = "demo-almost-full"
