"""The national directory of professionals: open flat files in one SQLite index, FHIR v2 API for detail."""
