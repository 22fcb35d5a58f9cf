# The two commands of this project: `make demo` shows it, `make test` checks it.
.PHONY: demo test bench clean

PY = .venv/bin/python

demo:
	@scripts/setup demo
	@$(PY) -m ambroise demo $(DEMO_ARGS)

test:
	@scripts/setup test
	@scripts/check

bench:
	@scripts/setup test
	@$(PY) -m tests.bench

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache
