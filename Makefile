# 兩個指令：make run（安裝、建立、啟動）與 make test（全部測試）。重複執行只做還沒做的事。
PYTHON ?= python3.11
RASA_PYTHON ?= $(shell command -v python3.10 >/dev/null 2>&1 && python3.10 -c '' 2>/dev/null && echo python3.10 || ls -d $(HOME)/.pyenv/versions/3.10.*/bin/python $(HOME)/.local/share/uv/python/cpython-3.10*/bin/python3.10 2>/dev/null | tail -n 1)
BIN := .venv/bin
RASA := .venv-rasa/bin/rasa
FIRST_LOG := var/test-first-half.log
MODEL := var/rasa/labordesk.tar.gz
RASA_SOURCES := config.yml $(wildcard bot/domain/*.yml bot/data/*.yml) bot/nlu_component.py
export RASA_TELEMETRY_ENABLED := false
export PYTHONWARNINGS := ignore
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.PHONY: run install build test test-fast lint bench lock rasa-test
run: build
	$(BIN)/labordesk up

install: .venv/installed .venv-rasa/installed

.venv/installed: requirements/app.txt requirements/torch.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "需要 Python 3.11 以上：請安裝 python3.11，或執行 uv python install 3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --progress-bar on -r requirements/torch.txt
	$(BIN)/python -m pip install --progress-bar on --no-deps --require-hashes -r requirements/app.txt
	$(BIN)/python -m pip install --no-deps --no-build-isolation -e .
	@touch $@

.venv-rasa/installed: requirements/rasa.txt
	@test -n "$(RASA_PYTHON)" || { echo "需要 Python 3.10 給 rasa 用：請安裝 python3.10，或執行 uv python install 3.10"; exit 1; }
	$(RASA_PYTHON) -m venv .venv-rasa
	.venv-rasa/bin/python -m pip install --progress-bar on --no-deps --require-hashes -r requirements/rasa.txt
	@touch $@

$(MODEL): .venv-rasa/installed $(RASA_SOURCES)
	$(RASA) train --domain bot/domain --data bot/data --config config.yml --out var/rasa --fixed-model-name labordesk

build: install $(MODEL)
	$(BIN)/labordesk build

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test-fast: build
	$(BIN)/pytest -m "not slow and not browser"

# 兩半同時跑，用上兩個核心；前一半的結果在最後印出。
FIRST_HALF := tests/bot tests/cases tests/connectors tests/core tests/knowledge
test: build rasa-test
	@$(BIN)/pytest $(FIRST_HALF) > $(FIRST_LOG) 2>&1 & first=$$!; \
	$(BIN)/pytest $(FIRST_HALF:%=--ignore=%); second=$$?; \
	wait $$first; first=$$?; cat $(FIRST_LOG); exit $$((first + second))

rasa-test: $(MODEL)
	$(RASA) data validate --domain bot/domain --data bot/data --config config.yml

bench: build
	$(BIN)/python -m tests.benchmark

# 產生鎖定檔（需要 uv）；檔案裡不寫任何套件來源的主機。
lock:
	uv pip compile requirements/app.in --override requirements/override.txt --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements/app.txt
	uv pip compile requirements/rasa.in --python-version 3.10 --generate-hashes --no-header --no-emit-index-url -o requirements/rasa.txt
