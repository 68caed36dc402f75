#!/usr/bin/env bash
# Generates the types of the TypeScript client from the API's description, and compiles the client with them.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p clients/typescript/generated
.venv/bin/python manage.py spectacular --format openapi-json --validate --fail-on-warn \
  --file clients/typescript/generated/schema.json
cd clients/typescript
npm ci --no-audit --no-fund --silent
npx --no-install openapi-typescript generated/schema.json -o generated/schema.d.ts
npx --no-install tsc --noEmit --strict -p .
echo "The TypeScript client compiles."
