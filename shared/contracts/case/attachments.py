"""A picture or a PDF beside a contribution: drawn anew, and kept sealed, in pieces, by the writer's own owner."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, Field, StringConstraints

from shared.contracts.case.base import CaseCommand, CaseQuery
from shared.contracts.common import Category, Id, Owner, Personal, Reply

PIECE, PIECES = 512 * 1024, 12  # bytes of a piece, so that one fits a message; and how many one file may have
LARGEST_ATTACHMENT = PIECE * PIECES

Number = Annotated[int, Field(ge=0, lt=PIECES)]
Many = Annotated[int, Field(ge=1, le=PIECES)]
Encoded = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]+$", max_length=PIECE * 4 // 3 + 100)]  # base64


class Form(StrEnum):
    """Everything that is uploaded becomes one of these."""

    PICTURE = "jpg"
    DOCUMENT = "pdf"


class Attachment(BaseModel, frozen=True):
    """upload: what its pieces are kept under until the contribution is written, and after."""

    upload: Id
    form: Form
    pieces: Many


class StorePiece(CaseCommand):
    """Keep a piece for a contribution that is about to be written. Nobody sees it before that."""

    name: ClassVar[str] = "store-piece"
    stafettlogg: Id
    contribution: Id
    category: Category
    upload: Id
    form: Form
    number: Number
    of: Many
    content: Personal[Encoded]


class Piece(Reply):
    form: Form
    of: Many
    content: Personal[Encoded]


class DownloadPiece(CaseQuery):
    """Asked of the reader's own owner, like the log it stands in. writer: whose contribution it is."""

    name: ClassVar[str] = "download-piece"
    reply: ClassVar[type[BaseModel]] = Piece
    stafettlogg: Id
    writer: Owner
    contribution: Id
    number: Number


class SealedPiece(Reply):
    """As it is kept; key: what opens it."""

    key: str
    sealed: Encoded


class FetchPiece(CaseQuery):
    """Asked by an owner that may hold it, of the owner that keeps it."""

    name: ClassVar[str] = "fetch-piece"
    reply: ClassVar[type[BaseModel]] = SealedPiece
    contribution: Id
    number: Number
