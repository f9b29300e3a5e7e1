"""How far back the keys go that a service is lent: no further than what the consents cover."""

from datetime import date

from services.consent.family import FAMILY, Family
from shared.contracts.common import Category, Owner
from shared.contracts.consent import together

EVER = date.min


def shared_from(family: Family, owner: Owner, category: Category, day: date) -> date:
    """The first day of what `owner` shares, whoever reads it."""
    if owner == FAMILY:
        return EVER
    theirs = (one for one in family.consents.values() if one.service == owner and one.covers(category, day))
    return min((one.covers_from or EVER for one in theirs), default=day)


def covered_from(family: Family, reader: Owner, owner: Owner, category: Category, day: date) -> date:
    """The first day whose content `reader` may be given the key to, of what `owner` shares.

    Both consents must reach it; of several that hold, the one that reaches furthest back. What is shared about it, a
    family has for good.
    """
    if reader in {owner, FAMILY}:
        return EVER
    reads, shares = (
        [one for one in family.consents.values() if one.service == service and one.covers(category, day)]
        for service in (reader, owner)
    )
    if owner == FAMILY:
        return min((one.covers_from or EVER for one in reads), default=day)
    return min(
        (
            max(a.covers_from or EVER, b.covers_from or EVER)
            for a in reads for b in shares if together(reader, a.partners, owner, b.partners)
        ),
        default=day,
    )  # fmt: skip
