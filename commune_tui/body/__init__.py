"""Mail bodies as terminal lines: parsed in a worker process, wrapped here; knows no screen, no disk and no network."""
