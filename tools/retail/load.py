"""Load a wholesaler's invoice lines: ``load.py FILE --database DB [--limit N]``."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from retail.run import main  # noqa: E402  (the path is set just above)

sys.exit(main())
