"""The three bulk endpoints: independent operations, one result each (API reference, 2.3 and section 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from rentix_desktop.demo.answers import Answer, ApiError, Call, JsonObject, error_form
from rentix_desktop.demo.limits import OPERATIONS
from rentix_desktop.demo.portal import Agency, Portal

Operate: TypeAlias = Callable[[Portal, Agency, Any, JsonObject], JsonObject]
"""(portal, agency, op, the operation without `op`) → what a single request would answer; raises ApiError."""

_MORE_KEYS = ("id", "mediaId", "status", "created", "updated", "jobId", "linked", "unlinked", "deleted", "valid")


def run(call: Call, operate: Operate) -> Answer:
    """Runs every operation. 422 when all failed, else 200. Raises ApiError 400 for a body that is no list of them."""
    results = [_one(call, operate, operation) for operation in _operations(call.sent)]
    succeeded = sum(1 for result in results if result["success"])
    summary = {"total": len(results), "succeeded": succeeded, "failed": len(results) - succeeded}
    answer: JsonObject = {"summary": summary, "results": results}
    if succeeded:
        return Answer(answer)
    return Answer(error_form(422, "All operations failed") | answer, 422)


def _operations(body: JsonObject) -> list[JsonObject]:
    operations = body.get("operations")
    messages = [f"property {name} should not exist" for name in body if name != "operations"]
    if not isinstance(operations, list):
        raise ApiError(400, [*messages, "operations must be an array"])
    if not operations:
        messages.append("operations must contain at least 1 elements")
    if len(operations) > OPERATIONS:
        messages.append(f"operations must contain no more than {OPERATIONS} elements")
    if not all(isinstance(operation, dict) for operation in operations):
        messages.append("each value in operations must be an object")
    if messages:
        raise ApiError(400, messages)
    return operations


def _one(call: Call, operate: Operate, operation: JsonObject) -> JsonObject:
    body = {name: value for name, value in operation.items() if name != "op"}
    named = body.get("externalId") if isinstance(body.get("externalId"), str) else None
    result: JsonObject = {"externalId": named, "success": True}
    if call.portal.options.bulk_results == "full":
        result["op"] = operation.get("op")
    try:
        done = operate(call.portal, call.agency, operation.get("op"), body)
    except ApiError as refusal:
        return result | {"success": False, "error": refusal.words}
    result["externalId"] = done.get("externalId", named)
    if call.portal.options.bulk_results == "full":
        result |= {name: done[name] for name in _MORE_KEYS if name in done}
    return result
