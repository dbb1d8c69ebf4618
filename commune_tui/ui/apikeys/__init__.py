"""Who may call: the API keys of the organisation."""
