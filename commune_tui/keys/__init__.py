"""Which keys do what: their names, presets, the person's own, clashes, and the hints that tell them. Pure."""
