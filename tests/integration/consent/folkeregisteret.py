"""A simulator of Folkeregisteret, true to Skatteetaten's published protocol, with its moods. The real one is not here.

Responses have the shape of the documentation's own examples, with more fields than anybody reads.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response

TOKEN = "token-of-maskinporten"
STAMP = {
    "ajourholdstidspunkt": "2026-06-05T09:33:23+02:00", "gyldighetstidspunkt": "2026-06-05T00:00:00+02:00",
    "kilde": "simulator", "aarsak": "",
}  # fmt: skip
BUSY = JSONResponse({"kode": "FREG-001", "melding": "Feil i tjenesten. Vennligst prøv igjen seinere."}, 500)


def held(**told: Any) -> dict[str, Any]:
    return {**STAMP, "erGjeldende": True, **told}


def gone(**told: Any) -> dict[str, Any]:
    return {**STAMP, "erGjeldende": False, "opphoerstidspunkt": "2026-06-06T00:00:00+02:00", **told}


def person(number: str, first: str, last: str, born: str, **parts: list[dict[str, Any]]) -> dict[str, Any]:
    known_by = held(foedselsEllerDNummer=number, status="iBruk", identifikatortype="foedselsnummer")
    return {
        "identifikasjonsnummer": [known_by],
        "navn": [held(fornavn=first, etternavn=last)],
        "foedsel": [held(foedselsdato=born, foedselsaar=born[:4], foedeland="NOR")],
        "status": [held(status="bosatt")],
        "bostedsadresse": [
            held(
                adressegradering="ugradert", flyttedato="2026-05-31",
                vegadresse={
                    "kommunenummer": "4999", "adressenavn": "Kanariveien",
                    "poststed": {"poststedsnavn": "KANARIBY", "postnummer": "9999"},
                },
            )
        ],
        **parts,
    }  # fmt: skip


@dataclass
class Folkeregisteret:
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    entries: list[dict[str, Any]] = field(default_factory=list)
    most: int = 1000  # entries in one answer
    mood: Response | None = None
    asked: list[str] = field(default_factory=list)  # addresses

    def tells(self, sequence: int, kind: str, number: str) -> None:
        hendelse = {
            "folkeregisteridentifikator": number, "hendelsetype": kind, "hendelsesdokument": "8446cf3bb867bfdb",
            "persondokument": "6de9cc9c17f6adf2", "ajourholdstidspunkt": STAMP["ajourholdstidspunkt"],
        }  # fmt: skip
        self.entries.append({"sekvensnummer": sequence, "hendelse": hendelse})

    def app(self) -> FastAPI:
        app, base = FastAPI(), "/folkeregisteret/offentlig-med-hjemmel/api/v1"

        @app.middleware("http")
        async def moody(request: Request, go_on: Any) -> Response:
            self.asked.append(str(request.url))
            if request.headers.get("authorization") != f"Bearer {TOKEN}":
                return JSONResponse({"kode": "FREG-401", "melding": "Autentiseringsinformasjon mangler"}, 401)
            if request.headers.get("accept") != "application/json":
                return Response(status_code=406)
            answer: Response = self.mood or await go_on(request)
            return answer

        @app.get(f"{base}/hendelser/siste/sekvensnummer")
        async def latest() -> int:
            return max((entry["sekvensnummer"] for entry in self.entries), default=0)

        @app.get(f"{base}/hendelser/feed")
        async def feed(seq: int) -> list[dict[str, Any]]:
            return [entry for entry in self.entries if entry["sekvensnummer"] >= seq][: self.most]

        @app.get(f"{base}/personer/{{number}}")
        async def one(number: str, part: Annotated[list[str], Query()]) -> dict[str, Any]:
            if number not in self.people:
                raise HTTPException(404)
            wanted = {"identifikasjonsnummer", *part}
            return {name: told for name, told in self.people[number].items() if name in wanted}

        return app
