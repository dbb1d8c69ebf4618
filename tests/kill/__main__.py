"""``python -m tests.kill [kills] [seed]``."""

import sys

from tests.kill.campaign import main

sys.exit(main(*(int(word) for word in sys.argv[1:])))
