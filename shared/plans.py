"""What a municipality has decided that no rule looks at: whom people write to, and how its archive files."""

from pydantic import BaseModel, ConfigDict


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Contact(_Data):
    """As it stands on public pages."""

    name: str | None = None
    email: str
    phone: str | None = None


class ArchivePlan(_Data):
    """How stafettlogger are filed: Noark 5's klassifikasjon and tilgangskode, as the municipality has decided."""

    classification: str = "Kommunens arkivplan"
    class_id: str = "B31"
    class_title: str = "Tverrfaglig samarbeid om barn"
    access_code: str = "UO"
    exempt_under: str = "Offentleglova § 13, jf. forvaltningsloven § 13"
