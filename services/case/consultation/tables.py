"""The tables of anonymous consultations, in the schema of the shielded log."""

from pathlib import Path

from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "consultation.sql")
