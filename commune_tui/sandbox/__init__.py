"""A second, independent reading of the Commune API: a local server that speaks it. Never imports the client."""
