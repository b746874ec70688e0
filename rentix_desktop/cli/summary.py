"""A summary as JSON, as lines for a person, and as an exit code (design, section 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.output import EXIT_OK, EXIT_ROWS, EXIT_SERVICE, Output, exit_code
from rentix_desktop.sync.ledger import Action, Ledger, LedgerRow, RunInfo, RunKind, State
from rentix_desktop.sync.progress import Summary
from rentix_desktop.sync.summary import failures
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.problems import describe
from rentix_desktop.texts.report_words import updated_words

_SHOWN = 10
"""Failures that are listed for a person; all of them are in the JSON and in the workbook of failures."""

COUNTS = (
    "total",
    "created",
    "updated",
    "unchanged",
    "hidden",
    "refused",
    "blocked",
    "skipped",
    "not_sent",
    "in_doubt",
    "hide_held",
    "requests",
)


def summary_data(summary: Summary, failed: list[LedgerRow], tr: Texts) -> dict[str, JsonValue]:
    """The summary's JSON."""
    return {
        "run": summary.run,
        **{name: getattr(summary, name) for name in COUNTS},
        "seconds": round(summary.seconds, 3),
        "failures": [
            {"row": row.planned.row, "externalId": row.planned.external_id, "messages": list(messages(row, tr))}
            for row in failed
        ],
        **waiting_data(waiting(failed)),
    }


def waiting(failed: Iterable[LedgerRow]) -> int:
    """How many of the rows that were not sent wait for their links only."""
    return sum(row.planned.action is Action.WAIT for row in failed)


def waiting_data(count: int) -> dict[str, JsonValue]:
    """Beside what is promised (design, section 5), where there is something to say."""
    return {"waiting_for_links": count} if count else {}


def tell_waiting(count: int, output: Output) -> None:
    """How rows that wait for their links get through; nothing where none does."""
    tr = output.tr
    if count:
        output.note(
            tr.plural(
                "{n} listing waits for its link and is not sent until then.",
                "{n} listings wait for their links and are not sent until then.",
                count,
            )
        )
        output.note(
            tr("“rentix-sync resume” goes on with linking, “rentix-sync resume --give-up-links” gives the links up.")
        )


def messages(row: LedgerRow, tr: Texts) -> tuple[str, ...]:
    """The portal's words as they came for a refused row, ours for a blocked one."""
    if row.state is State.REFUSED:
        return row.messages
    return tuple(describe(problem, tr).sentence for problem in row.planned.problems)


def show_summary(
    summary: Summary, ledger: Ledger | None, output: Output, beside: Mapping[str, JsonValue] | None = None
) -> None:
    """Writes it: JSON with --json, else counts and the first failures. With `beside` it is "summary" among the rest."""
    failed = [failure.row for failure in failures(ledger, summary.run)] if ledger else []
    info = ledger.run(summary.run) if ledger else None
    said = {**summary_data(summary, failed, output.tr), **links_data(info, summary)}
    output.data(said if beside is None else {**beside, "summary": said})
    show_counts(summary, failed, output, info)


def links_data(info: RunInfo | None, summary: Summary) -> dict[str, JsonValue]:
    """Beside what is promised (design, section 5), of a run of links: what counts as updated in it."""
    if info is None or info.kind is not RunKind.LINK:
        return {}
    return {"unlinked" if info.unlinks else "linked": summary.updated}


def show_counts(summary: Summary, failed: list[LedgerRow], output: Output, info: RunInfo | None = None) -> None:
    """For a person; with --json only what is to be done about rows that wait."""
    tell_waiting(waiting(failed), output)
    if output.json:
        return
    tr, number = output.tr, output.tr.number
    labels = {
        "created": tr("Created"),
        "updated": updated_words(info, tr),
        "unchanged": tr("Unchanged"),
        "hidden": tr("Now hidden"),
        "refused": tr("Refused by the portal"),
        "blocked": tr("Cannot be sent"),
        "skipped": tr("Skipped"),
        "not_sent": tr("Not sent"),
        "in_doubt": tr("Answer lost"),
        "total": tr("Rows in all"),
    }
    rows = [(label, number(getattr(summary, name))) for name, label in labels.items()]
    wide, right = max(len(label) for label, _ in rows), max(len(count) for _, count in rows)
    for label, count in rows:
        output.line(f"{label:<{wide}}  {count:>{right}}")
    if summary.hide_held:
        output.line(
            tr.plural(
                "{n} listing is no longer in the file and was not hidden: that many need --yes.",
                "{n} listings are no longer in the file and were not hidden: that many need --yes.",
                summary.hide_held,
            )
        )
    for row in failed[:_SHOWN]:
        where = "" if row.planned.sheet_row is None else tr("Row {row}", row=row.planned.sheet_row)
        output.line(f"  {where} {row.planned.known_as}: {' '.join(messages(row, tr))}")
    if len(failed) > _SHOWN:
        output.line("  " + tr.plural("… and {n} more", "… and {n} more", len(failed) - _SHOWN))


def summary_exit(summary: Summary, *, trial: bool = False) -> int:
    """0 all is well; 1 rows are left; otherwise why it stopped. A trial is well where what was sent was taken."""
    if summary.stopped is not None:
        return exit_code(summary.stopped)
    if summary.in_doubt:
        return EXIT_SERVICE
    left = summary.refused if trial else summary.refused + summary.blocked + summary.not_sent + summary.hide_held
    return EXIT_ROWS if left or (trial and summary.limit_reached) else EXIT_OK
