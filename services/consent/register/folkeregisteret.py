"""Folkeregisteret's own interface (Skatteetaten, «offentlig med hjemmel», v1): hendelsesliste and oppslag.

Source: Skatteetaten/folkeregisteret-api-dokumentasjon. The list tells of everybody in the country; only those who are
known here are looked up, and only the parts named in PARTS.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import Annotated, Any, TypeVar

import httpx
from pydantic import BaseModel, BeforeValidator, TypeAdapter, ValidationError

from services.consent.register.port import Change, Changed, Page, Person, Responsible, Unreachable
from shared.contracts.consent import Grading

PATIENCE = 20.0  # seconds
SERVICE = "folkeregisteret/offentlig-med-hjemmel/api/v1"
PARTS = (
    "navn", "foedsel", "status", "adressebeskyttelse", "foreldreansvar", "familierelasjon", "bostedsadresse",
)  # fmt: skip
CHANGES = {
    "personErOpprettet": Change.BIRTH,
    "endringIFoedsel": Change.BIRTH,
    "endringIForeldreansvar": Change.RESPONSIBILITY,
    "endringIFamilierelasjon": Change.RESPONSIBILITY,
    "endringIAdressebeskyttelse": Change.PROTECTION,
    "endringINavn": Change.NAME,
    "endringIIdentifikasjonsnummer": Change.NUMBER,
    "personErDod": Change.DEATH,
    "endringIDoedsfall": Change.DEATH,
    "endringIBostedsadresse": Change.MOVED,
    "personErUtflyttet": Change.MOVED,
}
GRADINGS = {"ugradert": Grading.OPEN, "fortrolig": Grading.CONFIDENTIAL, "strengtFortrolig": Grading.STRICT}
RELATIONS = {"mor": "mother", "far": "father", "medmor": "mother"}
_T = TypeVar("_T")


class _Theirs(BaseModel, frozen=True, extra="ignore"):
    erGjeldende: bool = True  # noqa: N815 - theirs, here and below


class _Hendelse(_Theirs):
    folkeregisteridentifikator: str
    hendelsetype: str


class _Entry(BaseModel, frozen=True, extra="ignore"):
    sekvensnummer: int
    hendelse: _Hendelse


class _Navn(_Theirs):
    fornavn: str
    mellomnavn: str | None = None
    etternavn: str

    @property
    def whole(self) -> str:
        return " ".join(part for part in (self.fornavn, self.mellomnavn, self.etternavn) if part)


class _Foedsel(_Theirs):
    foedselsdato: date


class _Status(_Theirs):
    status: str


class _Beskyttelse(_Theirs):
    graderingsnivaa: str


class _Ansvar(_Theirs):
    ansvar: str
    ansvarlig: str | None = None


class _Relasjon(_Theirs):
    relatertPerson: str | None = None  # noqa: N815
    relatertPersonsRolle: str = ""  # noqa: N815


class _Nummer(_Theirs):
    foedselsEllerDNummer: str  # noqa: N815


def _kommune(address: Any) -> Any:
    """Nothing else of an address is kept, not even here."""
    of = address.get("matrikkeladresse") or address.get("vegadresse") or {} if isinstance(address, dict) else {}
    number = of.get("kommunenummer") or (of.get("matrikkelnummer") or {}).get("kommunenummer")
    return (
        {"erGjeldende": address.get("erGjeldende", True), "kommune": number} if isinstance(address, dict) else address
    )


class _Adresse(_Theirs):
    kommune: str | None = None


class _Person(BaseModel, frozen=True, extra="ignore"):
    identifikasjonsnummer: tuple[_Nummer, ...]
    navn: tuple[_Navn, ...]
    foedsel: tuple[_Foedsel, ...]
    status: tuple[_Status, ...] = ()
    adressebeskyttelse: tuple[_Beskyttelse, ...] = ()
    foreldreansvar: tuple[_Ansvar, ...] = ()
    familierelasjon: tuple[_Relasjon, ...] = ()
    bostedsadresse: tuple[Annotated[_Adresse, BeforeValidator(_kommune)], ...] = ()


_FEED, _PERSON, _NUMBER = TypeAdapter(list[_Entry]), TypeAdapter(_Person), TypeAdapter(int)


class Folkeregisteret:
    def __init__(self, address: str, bearer: Callable[[], Awaitable[str]], client: httpx.AsyncClient) -> None:
        """bearer: an access token of Maskinporten with the scope `folkeregister:deling/offentligmedhjemmel`."""
        self._address, self._bearer, self._client = address.rstrip("/"), bearer, client

    async def latest(self) -> int:
        return await self._get("hendelser/siste/sekvensnummer", _NUMBER)

    async def changes(self, start: int) -> Page:
        entries = await self._get("hendelser/feed", _FEED, {"seq": start})
        entries.sort(key=lambda entry: entry.sekvensnummer)
        after = entries[-1].sekvensnummer + 1 if entries else start
        return Page([changed for entry in entries if (changed := _changed(entry))], after)

    async def person(self, number: str) -> Person | None:
        reply = await self._ask(f"personer/{number}", {"part": PARTS})
        if reply.status_code == httpx.codes.NOT_FOUND:
            return None
        return _person(_read(_PERSON, reply))

    async def _get(self, where: str, kind: TypeAdapter[_T], told: dict[str, Any] | None = None) -> _T:
        return _read(kind, await self._ask(where, told))

    async def _ask(self, where: str, told: dict[str, Any] | None) -> httpx.Response:
        try:
            headers = {"Authorization": f"Bearer {await self._bearer()}", "Accept": "application/json"}
            return await self._client.get(
                f"{self._address}/{SERVICE}/{where}", params=told, headers=headers, timeout=PATIENCE
            )
        except httpx.HTTPError:
            raise Unreachable from None  # the cause names the address, and the address a birth number


def _read(kind: TypeAdapter[_T], reply: httpx.Response) -> _T:
    if reply.is_error:
        raise Unreachable
    try:
        return kind.validate_json(reply.content)
    except ValidationError:
        raise Unreachable from None  # its text repeats what came


def _changed(entry: _Entry) -> Changed | None:
    """None: of a kind that concerns nobody here."""
    change = CHANGES.get(entry.hendelse.hendelsetype)
    return Changed(entry.sekvensnummer, change, entry.hendelse.folkeregisteridentifikator) if change else None


def _person(told: _Person) -> Person:
    return Person(
        number=_one(told.identifikasjonsnummer).foedselsEllerDNummer,
        name=_one(told.navn).whole,
        born=_one(told.foedsel).foedselsdato,
        responsible=_responsible(told),
        grading=max((_grading(one) for one in _now(told.adressebeskyttelse)), default=Grading.OPEN, key=_strictness),
        dead=any(one.status == "doed" for one in _now(told.status)),
        abroad=any(one.status == "utflyttet" for one in _now(told.status)),
        kommune=next((one.kommune for one in _now(told.bostedsadresse)), None),
    )


_Dated = TypeVar("_Dated", bound=_Theirs)


def _now(told: Sequence[_Dated]) -> list[_Dated]:
    return [one for one in told if one.erGjeldende]


def _one(told: Sequence[_Dated]) -> _Dated:
    for one in _now(told):
        return one
    raise Unreachable


def _grading(told: _Beskyttelse) -> Grading:
    """A grading that is not known here is the strictest: a new word must not open what was closed."""
    return GRADINGS.get(told.graderingsnivaa, Grading.STRICT)


def _strictness(grading: Grading) -> int:
    return tuple(Grading).index(grading)


def _responsible(told: _Person) -> tuple[Responsible, ...]:
    """`ukjent` names nobody, and an organisation or somebody without a number is nobody who could sign in here."""
    roles = {one.relatertPerson: RELATIONS.get(one.relatertPersonsRolle) for one in _now(told.familierelasjon)}
    named = [one.ansvarlig for one in _now(told.foreldreansvar) if one.ansvar != "ukjent" and one.ansvarlig]
    return tuple(Responsible(number, roles.get(number) or "guardian") for number in dict.fromkeys(named))
