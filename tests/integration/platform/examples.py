"""One well-formed example of every request, and everything that is not well formed."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import orjson

from shared.contracts import audit, case, consent, notify
from shared.contracts.case import (
    archive,
    baton,
    closing,
    consultation,
    goals,
    journal,
    level,
    measures,
    meetings,
    participation,
    report,
    rights,
    stafettlogg,
    voices,
)
from shared.contracts.case.form import ReportDraft
from shared.contracts.common import Request, defined_in
from shared.contracts.consent import care, erasure
from tests.integration.platform.tale import SOON, TODAY, Tale, Words
from tests.unit.consent.world import synthetic

REQUESTS: tuple[type[Request], ...] = tuple(
    one for module in (case, consent, notify, audit) for one in module.REQUESTS
)  # fmt: skip
SPINE_FILES = (stafettlogg, baton, participation, measures, goals, meetings, voices, level, closing, journal, archive)
SPINE = frozenset(defined_in(SPINE_FILES, Request))
BY_REGISTER = {case.EnrolChild, consent.RegisterFamily, notify.RegisterContact}
BY_SERVICES = {
    consent.ReadStandings, consent.ReleaseKeys, consent.ReportPurge, consent.GiveErasureReceipt, consent.CheckRight,
    consent.CheckEntitled, consent.RegisterRight, consent.AnswerRight, consent.TellNews,
    consent.CompareReaders, notify.Remind, case.FetchPiece,
}  # fmt: skip
ERASING = frozenset(defined_in((erasure,), Request)) - BY_SERVICES
BY_OMBUD = {
    *audit.REQUESTS,
    case.WhoCouldRead,
    case.ReadConsentGaps,
    consent.ReadMissingReceipts,
    consent.ExtendRight,
    consent.AnswerErasure,
    consent.OpenRights,
    consent.ReviewEmergency,
}
BY_HANDLER = {
    rights.ReadAccessDraft, rights.DecideAccess, case.AcceptRectification, case.RefuseRectification,
    case.SetRestriction, case.RefuseRestriction, case.AnnounceLifting,
}  # fmt: skip
BY_FAMILY = {
    consent.AnswerConsent, consent.WithdrawConsent, consent.PreviewAnswer, consent.ExportConsent,
    consent.MyFamily, audit.WhoHasLooked, audit.AskExplanation,
    case.MyConversations, case.PrepareForConversation, case.ReadAccessPart, case.ReadOwnWords,
    consent.RequestAccess, consent.RequestErasure, consent.ReadRights, consent.AskInformation, consent.WhomIMayAskAbout,
    case.AskRectification, case.ReadRectifications, case.AskRestriction, case.ReadRestrictions,
}  # fmt: skip
BY_BARNEVERN = {
    report.IncomingReports, report.ReadIncoming, report.AnswerReport, consultation.AnonymousQuestions,
    consultation.ReadQuestion, consultation.AnswerAnonymously,
}  # fmt: skip
BY_LEADER = {consent.DecideInformation, consent.ReadInformation, audit.ReadUnitUse}
BY_ADMINISTRATOR = {consent.ChangeChoices, consent.ReadChanges, case.CountClocks}
OF_CARE = frozenset(defined_in((care,), Request))
LARGE = 900_000
NEXT_YEAR = datetime(TODAY.year + 1, 1, 15, 12, tzinfo=UTC)


def example(kind: type[Request], tale: Tale) -> Request:
    """About what the tale has told, new in what it would make."""
    words, fresh = Words(core="eksempel"), str(uuid4())
    fields: dict[str, Any] = {
        "child": tale.child, "unit": "bekkelia", "child_name": "Barn", "born": date(2022, 5, 14),
        "case": fresh if kind is case.RegisterConcern else tale.concern,
        "contribution": fresh if kind in {case.WriteContribution, case.StorePiece} else tale.written[-1],
        "upload": fresh, "form": case.Form.PICTURE, "number": 0, "of": 1, "content": "QQ==", "writer": "barnehage",
        "stafettlogg": fresh if kind is case.OpenStafettlogg else tale.log,
        "observations": (case.Observation(seen="Sett"),), "observation": case.Observation(seen="Sett"),
        "held_on": TODAY, "parents_view": words.text("De"), "outcome": case.Outcome.CLOSED,
        "reason": "Fordi det trengs nå, og ikke kan vente", "attention": "Om", "opener_name": "Navn", "invited": "ppt",
        "participant_name": "Navn", "measure": fresh, "title": "Tiltak", "responsible": tale.people["Tor"].id,
        "evaluate_on": SOON, "to": tale.people["Tor"].id, "kind": case.Kind.NOTE,
        "category": "notes", "text": words.text("Tekst"), "birth_number": synthetic(7), "guardians": (), "services":
        ("ppt",), "categories": ("notes",), "expires_on": SOON, "consent": tale.consents["ppt"], "yes": False,
        "wanted": (consent.WantedKey(owner="ppt", category="notes"),), "person": "p-made-up",
        "email": "oppdiktet@eksempel.test", "effect": case.Effect.SOME, "happened": words.text("Slik"), "goal": "g-1",
        "reached": True, "meeting": fresh, "starts_at": NEXT_YEAR, "where": "Rom", "agenda": words.text("Om"),
        "present": (tale.people["Kari"].id,), "minutes": words.text("Enige"), "edition": 1,
        "heard_on": TODAY, "said": words.text("Gøy"), "entry": fresh, "level": 1, "entitled": False, "lift": fresh,
        "item": tale.measure, "basis": "barnehagens-mappe",
        "question": words.text("Hva"), "advice": words.text("Slik"), "on": SOON, "note": fresh, "acute": False,
        "invitation": fresh if kind is case.InviteToConversation else tale.invitation, "meets_at": NEXT_YEAR,
        "place": "Rom", "whose": case.Whose.CHILD, "seen": "Bedre", "next": case.OwnNext.ENDED,
        "report": fresh if kind is report.StartReport else tale.report, "draft": ReportDraft(),
        "giver": tale.people["Mother"].id, "answer": consent.Said.NO, "method": "meeting", "sharing": fresh,
        "granted": False,
        "legal_basis": "bvl-13-4", "what": words.text("Slik"), "needed": True, "feedback": "dropped",
        "owner": "ppt", "first": TODAY, "last": SOON, "consultation": fresh,
        "format": consent.Format.RECEIPT,
        "guardian": tale.people["Mother"].id, "valid_from": TODAY,
        "about": "f-1", "investigation": fresh, "verdict": audit.Verdict.RIGHTFUL,
        "why": audit.Why.COMPARE, "look": fresh, "year": TODAY.year, "month": TODAY, "breach": fresh,
        "known_at": datetime(2026, 1, 15, 12, tzinfo=UTC), "end": audit.BreachEnd.NO_RISK,
        "request": fresh, "right": consent.Right.RECTIFICATION, "asked_by": "p-made-up",
        "because": consent.Cause.MISSING, "emergency": tale.emergency, "justified": True, "tell_family": False,
        "correction": words.text("Slik"), "readings": (consent.Reading(reader="p-made-up", child=tale.child),),
        "children": (tale.child,),
        "after": 0, "ground": consent.Ground.PRACTICE,
        "erasure": "e-made-up", "head": "0" * 64, "struck": 1, "purged_at": NEXT_YEAR, "signature": "A" * 86 + "==",
    }  # fmt: skip
    if kind is case.InviteToConversation:
        fields["guardians"] = (tale.people["Mother"].id,)
    if kind in {case.AskRectification, case.AskRestriction}:
        fields |= {"item": uuid4(), "ground": case.RestrictionGround.CLAIM}
    if kind in {case.SetRestriction, case.RefuseRestriction, case.AnnounceLifting}:
        fields |= {"ground": case.RestrictionGround.CLAIM, "basis": case.NoRestriction.PVF_18_1, "lift_on": SOON}
    if kind is consultation.AskAnonymously:
        fields["to"] = "barnevern"
    needed = {name: fields[name] for name, field in kind.model_fields.items() if field.is_required()}
    needed |= {"case": tale.concern} if kind is case.ReadGuide else {}
    return kind.model_validate(needed)


def asked_at(kind: type[Request]) -> str:
    """The owner whose service answers it."""
    if kind in SPINE:
        return "familie"
    if kind in BY_BARNEVERN:
        return "barnevern"
    return "barnehage" if kind.service == "case" else kind.service


def asker(kind: type[Request]) -> tuple[str, str]:
    """An identity and a person in whose name it may be asked; the identity twice when it asks for itself."""
    if kind in BY_REGISTER:
        return "register", "register"
    if kind is consent.FindPerson:
        return "portal", "portal"
    if kind is notify.Remind:
        return "audit", "audit"
    if kind in BY_SERVICES:
        return "case-familie", "case-familie"
    if kind in (BY_OMBUD - BY_FAMILY - BY_LEADER) | ERASING:
        return "portal", "Sunniva"
    if kind in BY_BARNEVERN:
        return "portal", "Hanne"
    if kind in BY_LEADER:
        return "portal", "Siv"
    if kind in OF_CARE:
        return "portal", "Guro"
    if kind in BY_ADMINISTRATOR:
        return "portal", "Torill"
    if kind in BY_HANDLER:
        return "portal", "Siv"
    return "portal", "Mother" if kind in BY_FAMILY else "Kari"


# --- What is not well formed ----------------------------------------------------------------------


def malformed(request: Request) -> Iterator[tuple[str, bytes]]:
    """Named for what is wrong; the rest of each is in order."""
    whole = orjson.loads(request.model_dump_json())
    yield from _no_object()
    yield "a field too many", _dump(whole | {"spy": "x"})
    yield "a huge field too many", _dump(whole | {"spy": "x" * LARGE})
    yield "no UTF-8", _dump(whole)[:-1] + b', "spy": "\xff"}'
    yield "an id that is no UUID", _dump(whole | {"id": "x"})
    schema = type(request).model_json_schema()
    for name in schema.get("required", ()):
        yield f"without {name}", _dump({key: value for key, value in whole.items() if key != name})
    for name, of in schema["properties"].items():
        for wrong in _spoiled(of, schema.get("$defs", {})):
            yield f"{name} is {str(wrong)[:30]!r}", _dump(whole | {name: wrong})
        if _is_text(of, schema.get("$defs", {})):
            yield f"{name} holds half a character", _dump(whole | {name: MARK}).replace(MARK.encode(), rb"\ud800")


MARK = "stedet-her"


def _no_object() -> Iterator[tuple[str, bytes]]:
    yield "empty", b""
    yield "no JSON", b"{"
    yield "no text", b"\xff\xfe\x00\x01"
    yield "a deep list", b"[" * 100_000
    yield "a deep object", b'{"x":' * 100_000
    yield "a huge word", b'"' + b"x" * LARGE + b'"'
    for text in (b"null", b"[]", b"{}{}", b'"x"', b"1", b"true", b"NaN"):
        yield f"no object: {text.decode()}", text


def _dump(told: Mapping[str, Any]) -> bytes:
    return orjson.dumps(told)


def _is_text(of: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    found = _plain(of, known)
    return found.get("type") == "string" and not found.keys() & {"format", "enum"}


def _plain(of: Mapping[str, Any], known: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a value must be where it is there at all."""
    found = next((one for one in of.get("anyOf", ()) if one.get("type") != "null"), of)
    return known[found["$ref"].rpartition("/")[2]] if "$ref" in found else found


def _spoiled(of: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Any]:
    """Values that do not fit the schema of a field."""
    if not any(one.get("type") == "null" for one in of.get("anyOf", ())):
        yield None
    found = _plain(of, known)
    match found.get("type"):
        case "string":
            yield from _no_text(found)
        case "array":
            yield from _no_list(found, known)
        case "object":
            yield from ([], "x", {"spy": "x"})
            for name, part in found["properties"].items():
                yield from ({"seen": "Sett", name: wrong} for wrong in _spoiled(part, known))
        case "boolean":
            yield from ("maybe", 7, [])
        case "integer":
            yield from ("x", 2**63, -1, [], 1.5)


def _no_text(of: Mapping[str, Any]) -> Iterator[Any]:
    yield from (7, [], {}, True)
    if of.get("format") == "date":
        yield from ("2026-02-30", "i dag", "2026-01-01T12:00:00", "-1", "10000-01-01")
    elif of.get("format") == "date-time":
        yield from ("2026-02-30T12:00:00Z", "i dag", "2026-01-01T12:00:00", "-1")
    elif of.get("format") == "uuid":
        yield from ("x", "0" * 31, "g" * 32)
    elif "enum" in of:
        yield from ("", "made-up", of["enum"][0].upper(), f"{of['enum'][0]}\n")
    elif "pattern" in of and "maxLength" not in of:
        yield from ("", "A b", "../..", "x" * 500, "\0", "a\0", "æ" * 3, "' OR 1=1 --", "*", ">", "a\n", "\u202e")
    else:
        yield from ("", " \n ", "x" * (of["maxLength"] + 1), "a\0b", "\x07", "\x1b[31m", "\x7f")


def _no_list(of: Mapping[str, Any], known: Mapping[str, Any]) -> Iterator[Any]:
    yield from ("x", {}, 7, [None])
    if of.get("minItems"):
        yield []
    if "prefixItems" not in of and "items" in of:
        yield from ([wrong] for wrong in _spoiled(of["items"], known) if wrong is not None)
