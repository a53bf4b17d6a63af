# 兩個指令：make run（安裝、建立、啟動）與 make test（全部測試）。重複執行只做還沒做的事。
PYTHON ?= $(shell requirements/find_python.sh 3.11)
RASA_PYTHON ?= $(shell requirements/find_python.sh 3.10)
BIN := .venv/bin
RASA := .venv-rasa/bin/rasa
# 兩個測試行程各用一個核心，數學函式庫不再各自開執行緒；編譯過的測試留著，下一次與每個行程不必再編譯。
PYTEST := env -u PYTHONDONTWRITEBYTECODE OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/pytest
MODEL := var/rasa/labordesk.tar.gz
RASA_SOURCES := config.yml $(wildcard bot/domain/*.yml bot/data/*.yml)
export RASA_TELEMETRY_ENABLED := false
export PYTHONWARNINGS := ignore
export SQLALCHEMY_SILENCE_UBER_WARNING := 1

.PHONY: run install install-serving model build test test-unit test-fresh-root lint bench lock rasa-test
run: build
	$(BIN)/labordesk up

install: .venv/installed .venv-rasa/installed

# 有 uv 時用 uv 安裝（快得多），沒有就用 pip；pip 不留下載的副本，硬碟只要放得下裝好的。
pip_install = $(if $(shell command -v uv),uv pip install --python $(1)/bin/python,$(1)/bin/python -m pip install --no-cache-dir --progress-bar on)

has_python = $(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || { echo "需要 Python 3.11 以上，也沒有辦法自動取得：請安裝 python3.11"; exit 1; }

.venv/installed: requirements/build.txt requirements/torch.txt pyproject.toml
	@$(has_python)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(call pip_install,.venv) -r requirements/torch.txt
	$(call pip_install,.venv) --no-deps --require-hashes -r requirements/build.txt
	$(call pip_install,.venv) --no-deps --no-build-isolation -e .
	@touch $@

# 開發與測試的工具，只有 make lint、make test、make bench 需要。
.venv/dev: .venv/installed requirements/dev.txt
	$(call pip_install,.venv) --no-deps --require-hashes -r requirements/dev.txt
	@touch $@

# 只提供服務的伺服器：不裝轉換模型的套件（torch 等），用別處 make build 好的資料夾。
install-serving:
	@$(has_python)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(call pip_install,.venv) --no-deps --require-hashes -r requirements/app.txt
	$(call pip_install,.venv) --no-deps .

.venv-rasa/installed: requirements/rasa.txt
	@test -n "$(RASA_PYTHON)" || { echo "需要 Python 3.10 給 rasa 用，也沒有辦法自動取得：請安裝 python3.10"; exit 1; }
	test -x .venv-rasa/bin/python || $(RASA_PYTHON) -m venv .venv-rasa
	$(call pip_install,.venv-rasa) --no-deps --require-hashes -r requirements/rasa.txt
	@touch $@

$(MODEL): .venv-rasa/installed $(RASA_SOURCES)
	$(RASA) train --domain bot/domain --data bot/data --config config.yml --out var/rasa --fixed-model-name labordesk

# 訓練 rasa：規則與語句範例變了才會重做。
model: $(MODEL)

build: install $(MODEL)
	$(BIN)/labordesk build

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# 不必建立索引、不啟動任何東西的測試：一分鐘。
test-unit: .venv/dev
	$(PYTEST) -n 2 --dist loadfile -m unit

# 全部的測試，用上兩個核心，慢的檔案先跑、共用一個 app 的檔案同一個行程（tests/scheduling.py）；最後列出最慢的十個。與別的測試並行時失敗的，單獨再跑一次：兩次結果都會印出，再失敗才算失敗。
test: build .venv/dev rasa-test
	$(PYTEST) -n 2 --dist loadfile --no-loadscope-reorder --durations=10 || { [ $$? = 1 ] && echo "== 上面失敗的測試單獨再跑一次 ==" && $(PYTEST) --last-failed --last-failed-no-failures none; }

# Containerfile 的步驟在全新的 Debian 裡做一次：要 root 與 debootstrap，幾分鐘，所以不在 make test 裡。
test-fresh-root: .venv/dev
	$(PYTEST) -m fresh_root tests/packaging

rasa-test: $(MODEL)
	$(RASA) data validate --domain bot/domain --data bot/data --config config.yml

bench: build .venv/dev
	$(BIN)/python -m tests.benchmark

# 產生鎖定檔（需要 uv）；檔案裡不寫任何套件來源的主機。
LOCK := uv pip compile --generate-hashes --no-header --no-emit-index-url
lock:
	$(LOCK) pyproject.toml --extra build --extra dev --override requirements/override.txt --python-version 3.11 -o requirements/dev.txt
	$(LOCK) pyproject.toml --extra build --constraint requirements/dev.txt --override requirements/override.txt --python-version 3.11 -o requirements/build.txt
	$(LOCK) pyproject.toml --constraint requirements/dev.txt --override requirements/override.txt --python-version 3.11 -o requirements/app.txt
	$(LOCK) requirements/rasa.in --override requirements/rasa_override.txt --python-version 3.10 -o requirements/rasa.txt
