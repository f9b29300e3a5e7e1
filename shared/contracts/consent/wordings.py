"""The texts that families are asked with: which there are, and how the same is said in another language."""

from pydantic import BaseModel

from shared.contracts.common import Owner, Slug, Wording


class InOtherWords(BaseModel, frozen=True):
    """drafted: a machine has translated it, and no translator has answered for it."""

    language: Slug
    text: Wording
    drafted: bool = False


class Askable(BaseModel, frozen=True):
    """A purpose that there are texts for now, and the services that may ask for it."""

    purpose: Slug
    services: tuple[Owner, ...]
