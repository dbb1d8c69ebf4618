"""``commune-tui serve``: the program as an SSH host, each guest in processes forked from one that has it imported."""
