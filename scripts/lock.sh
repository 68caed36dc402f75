#!/usr/bin/env bash
# Writes the hashed lock files: hashes, no address of any index. `dev` is resolved first; the others repeat its versions.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=".venv/bin/python -m uv"
compile() {
  $uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --no-header "$@"
}
compile --all-extras --group dev -o requirements/dev.txt
compile -c requirements/dev.txt -o requirements/base.txt
for extra in services s3; do
  compile --extra "$extra" -c requirements/dev.txt -o "requirements/$extra.txt"
done
compile --all-extras -c requirements/dev.txt -o requirements/production.txt
grep -E '^uv==' requirements/dev.txt | tr -d ' \\' > requirements/bootstrap.in
$uv pip compile requirements/bootstrap.in --quiet --generate-hashes --no-emit-index-url --no-annotate --no-header \
  -o requirements/bootstrap.txt
rm requirements/bootstrap.in
