# Everything there is to run. `make run` and `make test` need Python 3.11+, make and a package index, nothing else.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
SITE_URL ?= http://$(HOST):$(PORT)
# The suite on real services: any PostgreSQL 15+ and Redis 7+ will do.
SERVICES_DATABASE_URL = $(or $(DATABASE_URL),postgres://postgres@127.0.0.1:5432/postgres)
SERVICES_REDIS_URL = $(or $(REDIS_URL),redis://127.0.0.1:6379/0)
WORKERS ?= 2
py = .venv/bin/python
pytest = $(py) -m pytest -q
# What passes on its second try only is named at the end: a defect of that test, to be mended, but no reason to refuse.
again = --reruns 1 -rfER

.PHONY: help run seed test test-services test-browser test-crawl test-schema test-client check fix css lock base dev words models guide-pictures check-image lighthouse bench bench-search faults

help:
	@echo "run            the site on $(SITE_URL), with demo data (HOST, PORT)"
	@echo "seed           load the demo data again; changes nothing that is there"
	@echo "test           the suite on SQLite"
	@echo "test-services  the same suite on PostgreSQL and Redis (DATABASE_URL, REDIS_URL)"
	@echo "test-browser   Chromium walks the site"
	@echo "lighthouse     scores of the running demo's pages (needs Node and Chromium)"
	@echo "bench          pages beside a bare Django view, kept whole, and at 10 to 10,000 people (10 minutes;"
	@echo "               BENCH=--quick: two; needs PostgreSQL, DATABASE_URL, and redis-server; --list names more)"
	@echo "faults         PostgreSQL, Redis, workers, mail and disks fail under load, and what becomes of the site"
	@echo "               (10 minutes; FAULTS='--only F05,F09', --list; needs PostgreSQL's binaries, redis-server, nginx)"
	@echo "bench-search   a search among 1,000 and 100,000 works (needs PostgreSQL, DATABASE_URL)"
	@echo "test-crawl     every address as every role: who meets or changes what they must not?"
	@echo "test-schema    the running API against its own description, with thousands of requests"
	@echo "test-client    generates and compiles the TypeScript client (Node is installed by apt when it is missing)"
	@echo "check          style, types, layers, templates, migrations, settings"
	@echo "check-image    does the Dockerfiles' steps in clean roots of Debian, without an engine (needs root)"
	@echo "fix            format and repair what can be repaired"
	@echo "css            compile the style sheet"
	@echo "words          put new texts into the catalogues and compile them (needs gettext)"
	@echo "models         draw the models anew: docs/models.md"
	@echo "guide-pictures the pictures of docs/guides/, taken from the running demo (SITE_URL; needs Chromium)"
	@echo "lock           resolve the dependencies anew"

base:
	@$(PYTHON) scripts/bootstrap.py base

dev:
	@$(PYTHON) scripts/bootstrap.py dev

run: base
	@SITE_URL=$(SITE_URL) $(py) manage.py runsite --host $(HOST) --port $(PORT)

seed: base
	@SITE_URL=$(SITE_URL) $(py) manage.py migrate --verbosity 0
	@SITE_URL=$(SITE_URL) $(py) manage.py seed_demo

test: dev
	@env -u DATABASE_URL -u REDIS_URL $(pytest) $(again) -n $(WORKERS) --dist loadfile

test-services: dev
	@export DATABASE_URL=$(SERVICES_DATABASE_URL) REDIS_URL=$(SERVICES_REDIS_URL) && \
	  $(py) scripts/need_services.py && $(pytest) $(again) -n $(WORKERS) --dist loadfile

# In the order of the files: the one test that walks every page begins early, and nobody waits for it at the end.
test-browser: dev
	@scripts/need.sh "$${CHROMIUM:-/usr/bin/chromium}" chromium
	@env -u DATABASE_URL -u REDIS_URL $(pytest) -m browser $(again) -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-crawl: dev
	@mkdir -p var && rm -f var/crawl.txt
	@env -u DATABASE_URL -u REDIS_URL $(pytest) -m crawl -n $(WORKERS); code=$$?; cat var/crawl.txt; exit $$code

test-schema: dev
	@mkdir -p var && rm -f var/schema.txt
	@env -u DATABASE_URL -u REDIS_URL $(pytest) -m fuzz -n $(WORKERS); code=$$?; cat var/schema.txt; exit $$code

test-client: dev
	@scripts/need.sh node nodejs
	@scripts/need.sh npm npm
	@scripts/client.sh

check: dev
	@scripts/check.sh

check-image:
	@scripts/check_dockerfile.sh

fix: dev
	@$(py) -m ruff check --fix --quiet . ; $(py) -m ruff format --quiet .
	@git ls-files 'templates/*.html' | xargs .venv/bin/djade --target-version 5.2 || true

words: dev
	@scripts/need.sh xgettext gettext
	@$(py) scripts/words.py

css: dev
	@.venv/bin/tailwindcss -i static/src/site.css -o static/css/site.css --minify

models: dev
	@$(py) manage.py draw_models

guide-pictures: dev
	@scripts/need.sh "$${CHROMIUM:-/usr/bin/chromium}" chromium
	@$(py) scripts/guide_pictures.py $(SITE_URL)

lock: dev
	@scripts/lock.sh

lighthouse:
	@$(PYTHON) bench/lighthouse.py --site $(SITE_URL)

bench: dev
	@DATABASE_URL=$(SERVICES_DATABASE_URL) $(py) bench/pages.py $(BENCH)

faults: dev
	@scripts/need.sh redis-server redis-server
	@scripts/need.sh nginx nginx
	@env -u DATABASE_URL -u REDIS_URL $(py) bench/faults.py $(FAULTS)

bench-search: dev
	@DATABASE_URL=$(SERVICES_DATABASE_URL) $(py) bench/search.py
