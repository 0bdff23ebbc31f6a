#!/usr/bin/env python3
"""Measure talecast against the raw engines and the tools people use today; keep the figures, draw them, print a table.

    pip install '.[benchmark,neural,kokoro,cluster]'
    python benchmarks/run.py --book time-machine.txt --book alice.txt        everything; about two hours on two cores
    python benchmarks/run.py --only espeak --runs 5 --book time-machine.txt  one bench, its figures merged with those kept
    python benchmarks/run.py --redraw                                        plots and tables again, nothing measured

Run by hand on a machine that does nothing else; never a timed test. `--help` lists the benches and what they need.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parent.parent)  # the modules beside this file are the package `benchmarks`

from benchmarks.commandline import main  # noqa: E402 - the line above makes it importable

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
