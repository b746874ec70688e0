"""The routes of the demo portal."""

from __future__ import annotations

from functools import partial

from starlette.applications import Starlette
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp

from rentix_desktop.demo import bulk, jobs, listings, media, portal, schema, smart, users
from rentix_desktop.demo.faults import Faults
from rentix_desktop.demo.gate import Gate, Handler, endpoint
from rentix_desktop.demo.options import API_PATH, DemoOptions
from rentix_desktop.demo.page import page_routes

_EXTERNAL = "{externalId:path}"  # an own id may hold a slash

_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/agency", portal.agency_answer),
    ("PUT", "/listings", listings.put),
    ("GET", "/listings", listings.get_many),
    ("POST", "/listings/bulk", partial(bulk.run, operate=listings.operate)),
    ("POST", "/listings/smart", smart.create),
    ("GET", "/listings/{id:int}", listings.get),
    ("DELETE", "/listings/{id:int}", listings.delete_one),
    ("POST", "/listings/{id:int}/link", listings.post_link),
    ("DELETE", "/listings/{id:int}/link", listings.delete_link),
    ("GET", f"/listings/external/{_EXTERNAL}", listings.get_external),
    ("GET", "/users", users.get_many),
    ("PUT", "/users", users.put),
    ("POST", "/users/bulk", partial(bulk.run, operate=users.operate)),
    ("GET", "/users/{id:int}", users.get),
    ("POST", "/users/{id:int}/link", users.post_link),
    ("DELETE", "/users/{id:int}/link", users.delete_link),
    ("GET", f"/users/external/{_EXTERNAL}", users.get),
    ("POST", "/media/upload-from-url", media.post_upload),
    ("POST", "/media/bulk", partial(bulk.run, operate=media.operate)),
    ("GET", "/media/{id:int}", media.get),
    ("DELETE", "/media/{id:int}", media.delete),
    ("GET", f"/media/external/{_EXTERNAL}", media.get),
    ("DELETE", f"/media/external/{_EXTERNAL}", media.delete),
    ("GET", "/reference/schema/base", schema.base),
    ("GET", "/reference/currencies", schema.currencies),
    ("GET", "/job/status", jobs.status),
)


def create_app(state: portal.Portal, options: DemoOptions) -> ASGIApp:
    """The whole portal: the API, the page and, where asked for, the faults."""
    api = Router([Route(path, endpoint(state, handler), methods=[method]) for method, path, handler in _ROUTES])
    pages = Starlette(routes=[Mount(API_PATH, app=Gate(api, state)), *page_routes(state)])
    return Faults(pages, state) if options.faults else pages
