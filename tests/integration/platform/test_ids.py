"""Ids that nobody knows, and ids that are something else already: a typed refusal, and nothing changes."""

from collections import Counter
from uuid import uuid4

import pytest

from shared.contracts import audit, case, consent
from shared.contracts.case import report
from shared.contracts.common import Category, Request
from tests.integration.platform.asking import NOBODY, REFUSED, Hand, hand
from tests.integration.platform.examples import BY_REGISTER, BY_SERVICES, REQUESTS, asked_at, asker, example
from tests.integration.platform.stillness import Watch, done
from tests.integration.platform.tale import Tale
from tests.servers import Installation

# Asked of every owner, as nobody knows who has had a child: one that has not says that nobody could have read.
OF_EVERY_OWNER = {case.WhoCouldRead}
LEADS_TO_A_CHILD = {"child", "case", "stafettlogg"}
MAKES: dict[type[Request], str] = {
    case.RegisterConcern: "case",
    case.OpenStafettlogg: "stafettlogg",
    report.StartReport: "child",  # the duty to report is personal, and waits for no register
}


def pointing() -> list[tuple[type[Request], str]]:
    """Each request of a person's with a field that must name what there is."""
    return [
        (kind, name)
        for kind in REQUESTS
        for name, field in kind.model_fields.items()
        if kind not in BY_REGISTER | BY_SERVICES | OF_EVERY_OWNER and name in LEADS_TO_A_CHILD and field.is_required()
        if MAKES.get(kind) != name
    ]


async def test_what_nobody_knows_is_answered_like_what_is_not_theirs(tale: Tale, portal: Hand, watch: Watch) -> None:
    """So that no answer tells which ids there are; and each asking is written down."""
    before, denied, codes = await watch.contents(), await watch.denied(), {}
    for kind, name in pointing():
        request = example(kind, tale).model_copy(update={name: str(uuid4())})
        answer = await portal.ask(request, tale.people[asker(kind)[1]], asked_at(kind))
        codes[kind.name, name] = answer.body
    assert {of: body for of, body in codes.items() if body != REFUSED} == {}
    assert done(before, await watch.contents()) == set()
    asked = Counter(kind.name for kind, _ in pointing())
    # The audit service asks in its own name who has foreldreansvar, and is told no more.
    asked[consent.ReadStandings.name] += len({audit.WhoHasLooked, audit.AskExplanation})
    assert await watch.denied() - denied == asked


async def test_a_service_hears_of_an_unknown_child_what_it_hears_of_a_strangers(ground: Installation) -> None:
    wanted = (consent.WantedKey(owner="familie", category=Category.NOTES),)
    async with hand(ground, "case-ppt") as ppt:
        keys = await ppt.ask(consent.ReleaseKeys(child=f"c-{uuid4().hex[:8]}", wanted=wanted), owner="ppt")
        assert keys.as_(consent.Keys).keys == ()
        standings = await ppt.ask(consent.ReadStandings(child=f"c-{uuid4().hex[:8]}"), owner="ppt")
        assert standings.code == "AccessDenied"


def wrong(tale: Tale) -> dict[str, tuple[str, Request]]:
    """Asked by those who might, of what they might."""
    note, glimpse = tale.written[3], tale.written[2]  # Kari's own, and the mother's
    concern, opening = example(case.RegisterConcern, tale), example(case.OpenStafettlogg, tale)
    writing = example(case.WriteContribution, tale)
    made = {
        "a case there is": (concern, "case", tale.concern),
        "a case that is a child": (concern, "case", tale.child),
        "a case that is a note": (concern, "case", note),
        "a log there is": (opening, "stafettlogg", tale.log),
        "a log that is a glimpse": (opening, "stafettlogg", glimpse),
        "a note there is": (writing, "contribution", note),
        "a note that is a case": (writing, "contribution", tale.concern),
    }
    named = {
        "an answer to no consent": ("Mother", example(consent.AnswerConsent, tale), "consent", str(uuid4())),
        "the end of no consent": ("Mother", example(consent.WithdrawConsent, tale), "consent", str(uuid4())),
        "a baton for nobody": ("Lise", example(case.OfferBaton, tale), "to", "p-nobody"),
        "a baton for a stranger": ("Lise", example(case.OfferBaton, tale), "to", tale.people["Hanne"].id),
        "a measure of nobody's": ("Lise", example(case.AgreeMeasure, tale), "responsible", "p-nobody"),
        "a measure of a stranger's": ("Lise", example(case.AgreeMeasure, tale), "responsible", tale.people["Hanne"].id),
        "an invited service that is none": ("Lise", example(case.InviteService, tale), "invited", "brannvesen"),
        "a service that is none": ("Kari", example(consent.AskConsent, tale), "services", ("brannvesen",)),
    }
    told = named | {what: ("Kari", request, name, value) for what, (request, name, value) in made.items()}
    return {what: (who, request.model_copy(update={n: value})) for what, (who, request, n, value) in told.items()}


async def test_an_id_that_is_something_else_makes_nothing(tale: Tale, portal: Hand, watch: Watch) -> None:
    before, codes = await watch.contents(), {}
    for what, (who, request) in wrong(tale).items():
        codes[what] = (await portal.ask(request, tale.people[who], asked_at(type(request)))).code
    assert {what: code for what, code in codes.items() if code in {None, "InternalError", NOBODY}} == {}
    assert done(before, await watch.contents()) == set()


@pytest.mark.parametrize(
    "where", ["req.case.barnehage.spy.v1", "req.case.barnehage.read-case.v99", "req.case.spy.x.v1"]
)
async def test_what_nobody_answers_is_known_at_once(portal: Hand, where: str) -> None:
    answer = await portal.send(where, b"{}", None)
    assert answer.code == NOBODY
