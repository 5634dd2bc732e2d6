"""Run a benchmark whose folder comes last where Python looks for modules.

Usually the folder of a program comes first: the benchmark ``queue`` would be taken for
Python's own module. Arguments: the file of the benchmark, and those of its own.
"""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    del sys.argv[0]
    sys.path.append(str(Path(sys.argv[0]).parent))
    runpy.run_path(sys.argv[0], run_name="__main__")
