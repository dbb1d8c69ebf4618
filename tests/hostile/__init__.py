"""Hostile mail, servers, terminals and neighbours. Which test holds which rule is in ``docs/security.md``."""
