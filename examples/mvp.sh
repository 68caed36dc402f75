#!/usr/bin/env bash
# The way of a work through the API, from a task to the milestone, with curl; python3 reads and writes the JSON.
#
#   examples/mvp.sh [ADDRESS]
#
# Without anything else it uses the people of the demo. The environment names others: MENTOR, PARTICIPANT (their
# addresses), PASSWORD (of both), SKILL (its short name).
set -euo pipefail
site=${1:-http://127.0.0.1:8000}
api=${site%/}/api/v1
password=${PASSWORD:-demo-portal-2026}
box=$(mktemp -d)
trap 'rm -rf "$box"' EXIT

# json NAME VALUE …: one object. A value that begins with = is JSON itself.
json() {
  python3 -c 'import json, sys
rest = sys.argv[1:]
read = lambda value: json.loads(value[1:]) if value.startswith("=") else value
print(json.dumps({name: read(value) for name, value in zip(rest[::2], rest[1::2])}))' "$@"
}

# pick EXPRESSION: what it says of the object `it` that comes in. Nothing comes in after a refusal, which was shown.
pick() {
  python3 -c 'import json, sys
from decimal import Decimal
said = sys.stdin.read()
if not said:
    sys.exit(1)
try:
    it = json.loads(said)
    print(eval(sys.argv[1]))
except (ValueError, LookupError, TypeError):
    sys.exit(f"This answer does not say {sys.argv[1]}: {said[:300]}")' "$1"
}

# call TOKEN METHOD PATH [CURL OPTIONS]: the answer; a refusal is shown and ends everything with 1.
call() {
  local token=$1 method=$2 path=$3 status
  shift 3
  local head=(-H "Idempotency-Key: $(python3 -c 'import uuid; print(uuid.uuid4().hex)')")
  if [ -n "$token" ]; then head+=(-H "Authorization: Bearer $token"); else head=(); fi
  status=$(curl -sS -o "$box/answer" -w '%{http_code}' -X "$method" "${head[@]}" "$@" "$api/$path") || return 1
  if [ "$status" -ge 300 ]; then echo "$method $path: $status $(cat "$box/answer")" >&2; return 1; fi
  cat "$box/answer"
}

post() { call "$1" POST "$2" -H 'Content-Type: application/json' -d "$3"; }
get() { call "$1" GET "$2"; }
log_in() { post "" auth/token "$(json email "$1" password "$password")" | pick 'it["access"]'; }
earned() { pick 'sum((Decimal(each[part]) for each in it["earnings"] for part in ("resting", "ready", "saved")), Decimal(0))'; }

mentor=$(log_in "${MENTOR:-maria@example.org}")
learner=$(log_in "${PARTICIPANT:-amina@example.org}")
before=$(get "$learner" dashboard | earned)

# Somebody new is invited, and joins by the letter that goes to their address alone. The rest of the way is gone
# with a participant who has joined already.
goal='=[{"title": "A wheel of my own", "target_amount": "300.00", "currency": "EUR"}]'
new=$(json email "nadia-$RANDOM$RANDOM@example.org" display_name Nadia location Turin goals "$goal")
if added=$(post "$mentor" participants "$new"); then
  echo "added: $(pick 'it["handle"]' <<< "$added")"
elif grep -q '"full"' "$box/answer"; then
  echo "added: nobody, all places of this mentor are taken"
else
  exit 1
fi

handle=$(get "$learner" 'participants?limit=1' | pick 'it["results"][0]["handle"]') # a participant sees oneself
skill=${SKILL:-$(get "$mentor" 'skills?limit=1' | pick 'it["results"][0]["slug"]')}
task=$(post "$mentor" tasks "$(json participant "$handle" title 'Make a bowl' brief Thin. skill "$skill" \
  due_at 2099-05-01T12:00:00Z)" | pick 'it["id"]')
echo "task: $task"

project=$(post "$learner" projects "$(json title 'A bowl' description 'Made by hand.' media_type image \
  skills "=[\"$skill\"]" visibility public task "$task")" | pick 'it["id"]')
python3 -c 'import os, struct, sys, zlib
part = lambda name, data: struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
rows = (b"\0" + os.urandom(3) * 64) * 64
size = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
picture = part(b"IHDR", size) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")
open(sys.argv[1], "wb").write(b"\x89PNG\r\n\x1a\n" + picture)' "$box/bowl.png"
files=$(call "$learner" POST "projects/$project/files" -F "file=@$box/bowl.png;type=image/png" | pick 'len(it["files"])')
echo "project: $project with $files file, handed in"

said=$(json task "$task" scores '={}' strengths 'Even walls.' next_steps '=["Thin the foot."]' decision approve)
status=$(post "$mentor" feedback "$said" | pick 'it["task_status"]')
echo "feedback: $status"

offer=$(json project "$project" price 25.00 currency EUR quantity =1)
url=$(post "$learner" marketplace/sell "$offer" | pick 'it["product_url"]')
echo "on sale: $url"

# A guest buys it through the pages of the shop and pays at the demo provider.
visit() { curl -sS --fail -L -b "$box/jar" -c "$box/jar" -e "$site/" -o "$box/page" -w '%{url_effective}' "$@"; }
# found PATTERN: what the page has between its brackets.
found() {
  python3 -c 'import html, re, sys
found = re.search(sys.argv[1], open(sys.argv[2]).read())
print(html.unescape(found[1]) if found else sys.exit(f"The page of the shop has no {sys.argv[1]}."))' "$1" "$box/page"
}
hidden() { found "name=\"$1\" value=\"([^\"]*)\""; }
csrf() { local token; token=$(hidden csrfmiddlewaretoken) && echo "csrfmiddlewaretoken=$token"; }
visit "${site%/}/${url#*://*/}" > /dev/null
basket=$(found '(/shop/basket/add/[^"]+)')
token=$(csrf)
visit --data-urlencode "$token" -d quantity=1 "${site%/}$basket" > /dev/null
visit "${site%/}/shop/checkout/" > /dev/null
token=$(csrf)
seen=$(hidden seen)
pay=$(visit --data-urlencode "$token" --data-urlencode "seen=$seen" -d provider=demo \
  -d email=guest@example.org -d 'name=Greta Guest' -d 'line1=12 Mill Lane' -d postcode=10115 -d city=Berlin \
  -d country=DE "${site%/}/shop/checkout/")
case $pay in */pay/demo/*) ;; *) echo "The order did not come to the payment page but to $pay." >&2; exit 1 ;; esac
token=$(csrf)
visit --data-urlencode "$token" -d answer=pay "$pay" > /dev/null
order=$(get "$learner" 'sales?limit=1' | pick 'it["results"][0]["order"]')
echo "bought: $order"

board=$(get "$learner" dashboard)
after=$(earned <<< "$board")
echo "earned: $(python3 -c 'import sys; from decimal import Decimal
print(Decimal(sys.argv[1]) - Decimal(sys.argv[2]))' "$after" "$before")"
echo "milestones: $(pick '", ".join(each["name"] for each in it["milestones"] if each["is_reached"]) or "none"' <<< "$board")"
if [ "$after" = "$before" ]; then echo "The sale brought nothing." >&2; exit 1; fi
