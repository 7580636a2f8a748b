"""Build the demo brand: ``build.py --database DB [--today DAY] [--seed NUMBER]``."""

import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.run import main  # noqa: E402  (the path is set just above)

sys.exit(main())
