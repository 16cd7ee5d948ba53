"""What the tests share. Importing it makes the package of this checkout importable."""

import sys
from pathlib import Path

PYTHON = Path(__file__).resolve().parents[2]
"""The folder of the Python project."""

CHECKOUT = PYTHON.parent

sys.path.insert(0, str(PYTHON))
