"""Proposed pairs of listings and rows, as JSON and for a person: what is to be looked at comes first, with why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.cli.output import Output
from rentix_desktop.cli.recalling import tell_conflicts
from rentix_desktop.linking.deciding import Key
from rentix_desktop.linking.evidence import Fact, Verdict
from rentix_desktop.linking.pairing import Pair, Rival
from rentix_desktop.linking.proposing import Proposal
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.books.pairs import PairAnswer
from rentix_desktop.texts.conflicts import known_again_words
from rentix_desktop.texts.language import Texts, mark
from rentix_desktop.texts.linking import VERDICTS, fact_text, group_name

_NAMED: Final = 20
"""Pairs of a group that are named; the JSON has all of them."""
_SAID: Final[Mapping[PairAnswer, str]] = {
    PairAnswer.SAME: mark("You said: the same"),
    PairAnswer.NOT: mark("You said: not the same"),
    PairAnswer.LEFT: mark("Not linked"),
}


# for a person ---------------------------------------------------------------------------------------------------------
def show_proposal(proposal: Proposal, output: Output) -> None:
    tr, pairing = output.tr, proposal.pairing
    sure, look = pairing.of(Level.SURE), (*pairing.of(Level.CHECK), *pairing.apart)
    if not proposal.complete:
        output.note(tr("The portal may have more listings than it showed: some may be missing here."))
    if proposal.adopted:
        output.note(known_again_words(proposal.adopted, tr))
    tell_conflicts([(pair.external_id, pair.portal_id, "") for pair in proposal.conflicts], output)
    output.line(
        tr.plural(
            "{n} listing on the portal has no code yet.",
            "{n} listings on the portal have no code yet.",
            len(proposal.listings),
        )
    )
    output.line(
        ", ".join(
            (
                tr.plural("{n} pair is sure", "{n} pairs are sure", len(sure)),
                tr.plural("{n} needs a look", "{n} need a look", len(pairing.of(Level.CHECK))),
                tr.plural("{n} has no partner", "{n} have no partner", len(pairing.portal_alone)),
            )
        )
        + "."
    )
    answers = _answers(proposal)
    _show_group(Level.CHECK, look, answers, output)
    _show_group(Level.SURE, sure, answers, output)


def _show_group(level: Level, pairs: Sequence[Pair], answers: Mapping[Key, PairAnswer], output: Output) -> None:
    tr = output.tr
    if not pairs:
        return
    output.line()
    output.line(f"{group_name(level, tr)}:")
    for pair in pairs[:_NAMED]:
        answer = answers.get((pair.portal_id, pair.row))
        said = tr(_SAID[answer]) if answer is not None else ""
        output.line(f"  {pair.external_id} – {pair.portal_id}  {pair.confidence:.0%}  {said}".rstrip())
        for line in _why(pair, tr):
            output.line(f"      {line}")
    if len(pairs) > _NAMED:
        output.line("  " + tr.plural("… and {n} more", "… and {n} more", len(pairs) - _NAMED))


def _why(pair: Pair, tr: Texts) -> list[str]:
    """Of a sure pair what agrees; of another one what does not, and who else it may be."""
    if pair.level is Level.SURE:
        names = [fact_text(fact, tr).name for fact in pair.evidence if fact.verdict is Verdict.AGREES]
        return [f"{tr(VERDICTS[Verdict.AGREES])}: {', '.join(names)}"]
    lines = []
    for verdict in (Verdict.DIFFERS, Verdict.CLOSE, Verdict.UNKNOWN):
        told = [fact_text(fact, tr) for fact in pair.evidence if fact.verdict is verdict]
        if told:
            each = ", ".join(f"{fact.name} {fact.ours} / {fact.theirs}" for fact in told)
            lines.append(f"{tr(VERDICTS[verdict])}: {each}")
    if pair.rivals:
        others = ", ".join(f"{rival.external_id} – {rival.portal_id}" for rival in pair.rivals)
        lines.append(tr("Fits as well: {others}", others=others))
    return lines


# as JSON --------------------------------------------------------------------------------------------------------------
def proposal_data(proposal: Proposal) -> dict[str, JsonValue]:
    """What `link` writes (design, section 5)."""
    pairing, answers = proposal.pairing, _answers(proposal)
    return {
        "pairs": [_pair_data(pair, answers) for pair in pairing.pairs],
        "rejected": [_pair_data(pair, answers) for pair in pairing.apart],
        "portal_alone": [number_or_text(portal_id) for portal_id in pairing.portal_alone],
        "rows_alone": list(pairing.rows_alone),
        "unlinked": len(proposal.listings),
        "adopted": proposal.adopted,
        "conflicts": [_conflict_data(pair) for pair in proposal.conflicts],
        "complete": proposal.complete,
    }


def _answers(proposal: Proposal) -> dict[Key, PairAnswer]:
    return {candidate.key: answer for candidate, answer in proposal.said}


def _pair_data(pair: Pair, answers: Mapping[Key, PairAnswer]) -> JsonValue:
    """`answer` is what a person said of it."""
    answer = answers.get((pair.portal_id, pair.row))
    return {
        **_named(pair),
        "confidence": pair.confidence,
        "level": pair.level.value,
        "answer": answer.value if answer is not None else None,
        "evidence": [fact_data(fact) for fact in pair.evidence],
        "rivals": [{**_named(rival), "confidence": rival.confidence} for rival in pair.rivals],
    }


def _conflict_data(pair: Pair) -> JsonValue:
    return {**_named(pair), "evidence": [fact_data(fact) for fact in pair.evidence]}


def _named(pair: Pair | Rival) -> dict[str, JsonValue]:
    return {"id": number_or_text(pair.portal_id), "externalId": pair.external_id, "row": pair.row}


def number_or_text(portal_id: str) -> JsonValue:
    """The portal's own id, as the number it is there."""
    return int(portal_id) if portal_id.isascii() and portal_id.isdigit() else portal_id


def fact_data(fact: Fact) -> JsonValue:
    """A piece of evidence as JSON; `currencies` of a price, ours and theirs."""
    told: dict[str, JsonValue] = {
        "subject": fact.subject.value,
        "ours": fact.ours,
        "theirs": fact.theirs,
        "verdict": fact.verdict.value,
        "weight": round(fact.weight, 2),
    }
    return told | ({"currencies": list(fact.currencies)} if any(fact.currencies) else {})
