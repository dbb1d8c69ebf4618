"""The screen of the organisation."""
