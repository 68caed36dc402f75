"""Lighthouse on the demo: performance, accessibility, best practices, SEO of the page types that matter.

    make lighthouse                     # against SITE_URL, with the demo running (make run)
    python bench/lighthouse.py --site http://127.0.0.1:8000 --least 95 [--paths / /works/]

Needs Node with npx, which fetches lighthouse@12 outside this repository, and Chromium (CHROME_PATH). One page at a
time; run it when the machine is calm. Fails when a score is lower than `--least`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

KINDS = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu"


def main() -> int:
    said = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    said.add_argument("--site", default=os.environ.get("SITE_URL", "http://127.0.0.1:8000"))
    said.add_argument("--least", type=int, default=95)
    said.add_argument("--paths", nargs="*")
    chosen = said.parse_args()
    worst = 100
    print(f"{'page':<46}" + "".join(f"{kind:>16}" for kind in KINDS))
    for path in chosen.paths or pages_of_the_demo(chosen.site):
        report = look_at(urljoin(chosen.site, path))
        scores = [round((report["categories"][kind]["score"] or 0) * 100) for kind in KINDS]
        print(f"{path:<46}" + "".join(f"{score:>16}" for score in scores), flush=True)
        tell_what_failed(report)
        worst = min(worst, *scores)
    return 0 if worst >= chosen.least else 1


def pages_of_the_demo(site: str) -> list[str]:
    """Return home, a portfolio, its gallery, a work and a product, as links on the pages lead to them."""
    portfolio = first_link(site, "/people/", r'href="(/people/[\w-]+/)"')
    work = first_link(site, "/works/", r'href="(/works/\w{12}/[\w-]+/)"')
    product = first_link(site, "/shop/", r'href="(/shop/pieces/\w{12}/[\w-]+/)"')
    return ["/", portfolio, f"{portfolio}works/", work, product]


def first_link(site: str, path: str, pattern: str) -> str:
    with urllib.request.urlopen(urljoin(site, path)) as answer:  # noqa: S310  the site that was named
        found = re.search(pattern, answer.read().decode())
    if found is None:
        raise SystemExit(f"{path} leads to nothing like {pattern}: is the demo loaded?")
    return found[1]


def look_at(address: str) -> dict[str, dict[str, dict[str, float]]]:
    lighthouse = os.environ.get("LIGHTHOUSE")  # an installed one starts sooner
    command = [lighthouse] if lighthouse else [shutil.which("npx") or "npx", "--yes", "lighthouse@12"]
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "report.json"
        subprocess.run(  # noqa: S603  our own words and the site that was named
            [
                *command,
                address,
                "--quiet",
                "--output=json",
                f"--output-path={target}",
                f"--only-categories={','.join(KINDS)}",
                f"--chrome-flags={FLAGS}",
            ],
            check=True,
            env={"CHROME_PATH": "/usr/bin/chromium", **os.environ},
        )
        return json.loads(target.read_text())


def tell_what_failed(report: dict) -> None:
    """Name the audits that cost something."""
    for kind in KINDS:
        for each in report["categories"][kind]["auditRefs"]:
            audit = report["audits"][each["id"]]
            if each["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                print(f"    {kind}: {audit['title']} {audit.get('displayValue', '')}")


if __name__ == "__main__":
    sys.exit(main())
