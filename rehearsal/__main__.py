"""`python -m rehearsal`."""

import sys

from rehearsal.commands import main

sys.exit(main(sys.argv[1:]))
