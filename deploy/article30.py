"""`python -m deploy.article30 4999`: the record that personvernforordningen art. 30 asks for, from what the code does.

Purposes, categories, rules and recipients are read from contracts, policies and the municipality's choices, so that the
record cannot say something else than what is enforced. What no code knows is left to fill in.
"""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from deploy.system import MUNICIPALITIES
from services.portal.acts import KEPT
from services.portal.api.clients import ClientList
from services.portal.listed import Listed
from services.portal.words import CATEGORIES, OURS, PURPOSES, ROLES
from shared.access import annotations
from shared.contracts import audit, case, consent, notify
from shared.contracts.common import Category, Request
from shared.municipality import Municipality, folders, load
from shared.personal import personal_fields

SERVICES = Path(__file__).parents[1] / "services"
NAMES = {"case": "Barnets sak og stafettlogg (én database hos hver tjeneste)"}
ASKED: Sequence[type[Request]] = tuple(one for part in (case, consent, notify, audit) for one in part.REQUESTS)
FILL_IN = "_(fylles ut av kommunen)_"


def record(of: Municipality) -> str:
    parts = (_head(of), _purposes(), _people(), _categories(), _recipients(of), _retention(of), _rules(), _security())
    return "\n".join(line for part in parts for line in (*part, ""))


def _head(of: Municipality) -> Iterator[str]:
    yield f"# Protokoll over behandlingsaktiviteter: Stafett i {of.name}"
    yield ""
    yield f"Laget av systemet selv. Gjelder kommunens valg `{of.version}`."
    yield ""
    yield f"- Behandlingsansvarlig: {of.name}. Kontakt: {FILL_IN}"
    yield f"- Personvernombud: {FILL_IN}"


def _purposes() -> Iterator[str]:
    yield "## Formål (art. 30 nr. 1 b)"
    yield ""
    yield "- Tidlig og samordnet hjelp til barn (BTI), fra undring til samarbeid mellom tjenester"
    for wish in PURPOSES.values():
        yield f"- {wish.name}, når familien har sagt ja"
    yield "- Tilgangskontroll og kontroll i ettertid: hvem som har gjort og sett hva"


def _people() -> Iterator[str]:
    yield "## Registrerte (art. 30 nr. 1 c)"
    yield ""
    yield "- Barn"
    yield from (f"- {ROLES[role]}" for role in ROLES if role not in {"register", "system"})


def _categories() -> Iterator[str]:
    """Of content, with the fields of requests that carry something about a person."""
    yield "## Kategorier av opplysninger (art. 30 nr. 1 c)"
    yield ""
    for category in Category:
        about = f": {CATEGORIES[category].about}" if category in CATEGORIES else ""
        yield f"- {KEPT[category]}{about}"
    fields = sorted({field for request in ASKED for field in personal_fields(request)})
    yield ""
    yield f"Felt som bare lagres kryptert: {', '.join(f'`{field}`' for field in fields)}."


def _recipients(of: Municipality) -> Iterator[str]:
    yield "## Mottakere (art. 30 nr. 1 d)"
    yield ""
    yield from (f"- {name}" for name in of.services.values())
    yield from _fagsystemer(of)
    yield "- Kommunens arkiv, når en stafettlogg arkiveres"
    yield ""
    yield "En tjeneste ser bare det familien har sagt ja til, eller det loven sier at den skal ha."
    yield f"Overføring ut av EØS (art. 30 nr. 1 e): {FILL_IN}"


def _fagsystemer(of: Municipality) -> Iterator[str]:
    where = next(folder for folder, one in folders(MUNICIPALITIES).items() if one.kommune == of.kommune)
    told = Listed(where / "clients.yaml", of.kommune, ClientList).told
    for one in told.clients if told else ():
        service = of.services.get(one.owner, one.owner)
        yield f"- Et fagsystem ({service}): {one.name}. Det får det samme som den det spør for"


def _retention(of: Municipality) -> Iterator[str]:
    years = of.erasure.retention_years
    kept = f"{years} år etter at en stafettlogg er avsluttet" if years else "ikke satt av kommunen"
    yield "## Slettefrister (art. 30 nr. 1 f)"
    yield ""
    yield f"- Lagringstid: {kept}. Sletting er avgjort av to personer og venter i {of.erasure.delay_hours} timer."
    yield f"- Samtykker varer i høyst {of.deadlines.consent_days} dager."
    yield "- Tilgangsloggen: oppføringene står; det som åpner dem, forsvinner sammen med barnets nøkler."


def _rules() -> Iterator[str]:
    yield "## Regler og rettslig grunnlag"
    for path in sorted(SERVICES.rglob("access.cedar")):
        service = path.relative_to(SERVICES).parts[0]
        yield ""
        yield f"### {NAMES.get(service) or OURS[service].name}: `{path.relative_to(SERVICES).parent}`"
        yield ""
        for said in annotations(path.read_text(encoding="utf-8")).values():
            yield f"- {said['tekst']} ({said['hjemmel']})"


def _security() -> Iterator[str]:
    yield "## Sikkerhet (art. 30 nr. 1 g)"
    yield ""
    yield "- Alt innhold er kryptert med en nøkkel for hvert barn, hver tjeneste, hver kategori og hver dag."
    yield "- Hver lesing og endring er signert i en logg som bare kan vokse, og som de andre tjenestene er vitner til."
    yield "- Tjenestene har hver sin database, hver sine nøkler og bare de rettighetene de trenger til hverandre."


def main(kommune: str) -> None:
    print(record(load(MUNICIPALITIES)[kommune]))


if __name__ == "__main__":
    main(sys.argv[1])
