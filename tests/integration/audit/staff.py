"""People whom each test may take one of, so that no other test's rows are theirs; and some who work elsewhere."""

from collections.abc import Iterator

import yaml

from shared.contracts.common import Id, Owner

MANY = 40


def _works(who: Id, owner: Owner, unit: str) -> dict[str, str]:
    at = {"owner": owner, "unit": unit, "role": "employee"}
    return {"id": who, "name": "Oppdiktet Person", "title": "ansatt", "email": "oppdiktet@eksempel.test", **at}


ELSEWHERE, AT_ANOTHER_SERVICE = "p-of-solhaug", "p-of-helsestasjon"
OF_BEKKELIA: Iterator[Id] = (f"p-of-bekkelia-{n}" for n in range(MANY))
STAFF = yaml.safe_dump(
    {
        "kommune": "4999",
        "staff": [
            *(_works(f"p-of-bekkelia-{n}", "barnehage", "bekkelia") for n in range(MANY)),
            _works(ELSEWHERE, "barnehage", "solhaug"),
            _works(AT_ANOTHER_SERVICE, "helsestasjon", "bekkelia"),
        ],
    }
)
