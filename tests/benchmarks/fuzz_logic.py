"""Counts rules that the page and the server evaluate differently: there must be none.

python -m tests.benchmarks.fuzz_logic --rules 20000
"""

import argparse
import json
import random
import shutil
import sys
import time

from playwright.sync_api import sync_playwright

from tests.instruments.logic.both import evaluate_here, evaluate_in_page, folded
from tests.instruments.logic.generating import CODES, GRID, SECTION, any_case

BATCH = 1000


def main() -> int:
    """Generate rules, evaluate each on both sides, whole and folded, and print the differences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance, differing, began = random.Random(arguments.seed), 0, time.perf_counter()
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium")
        page = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        ).new_page()
        for start in range(0, arguments.rules, BATCH):
            cases = [any_case(chance) for _ in range(min(BATCH, arguments.rules - start))]
            parts = [
                folded(case, {code for code in (*CODES, GRID, SECTION) if chance.random() < 0.4})
                for case in cases
            ]
            expected = [evaluate_here(case) for case in cases] * 2
            told = evaluate_in_page(page, cases + parts)
            for case, here, there in zip(cases + parts, expected, told, strict=True):
                if here != there:
                    differing += 1
                    if differing <= 20:
                        print(json.dumps(case, ensure_ascii=True))
                        print(f"  server {here!a}\n  page   {there!a}")
    seconds = time.perf_counter() - began
    print(f"{arguments.rules} rules, whole and folded: {differing} differ ({seconds:.0f} s)")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
