"""`python -m linreg`: train from the command line."""

import sys

from linreg.cli import main

sys.exit(main())
