# What people and .ci/run call. `make help` lists the targets.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

SWIFT ?= swift
EPOCHS ?= 10
OPSET ?= 11
PREFIX ?= $(HOME)/.local
# A shell that leaves `PREFIX=~/…` alone would otherwise make a folder named `~`.
prefix := $(DESTDIR)$(patsubst ~/%,$(HOME)/%,$(PREFIX))

commands := vae-train vae-export vae-sample onnx-run
resources := Tessera_Datasets.resources
data := $(prefix)/share/tessera
swift_sources := Sources Tests Datasets Package.swift

# Tests need other compiler flags than users' binaries; each keeps its own folder, so that neither
# has to be built again after the other.
BUILD_FLAGS ?= -c release
TEST_FLAGS := -c release -Xswiftc -enable-testing --scratch-path .build-tests

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: build ## train, export, verify and sample: the main job, end to end (EPOCHS=10, OPSET=11)
	@commands=$$($(SWIFT) build $(BUILD_FLAGS) --show-bin-path); \
	run=runs/demo-$$(date +%Y%m%d-%H%M%S); \
	while [ -e "$$run" ]; do run="$$run-again"; done; \
	step() { printf '\n$$ %s\n' "$$*"; "$$commands/$$@"; }; \
	step vae-train --epochs $(EPOCHS) --output "$$run"; \
	step vae-export --opset $(OPSET) --checkpoint "$$run" --report report.md out.onnx; \
	step vae-sample -n 64 --seed 0 --checkpoint "$$run" digits.png; \
	printf '\n%s\n' "Done. All of it is in $$PWD:"; \
	printf '  %-22s %s\n' "sampled digits" digits.png \
	  "pictures of training" "$$run ($$(find "$$run" -name '*.png' | wc -l) PNG files)" \
	  "model" out.onnx "verification report" report.md

.PHONY: build
build: dependencies ## build in release
	$(SWIFT) build $(BUILD_FLAGS)

.PHONY: dependencies
dependencies: ## install the libraries that the build links, where they are missing
	@.ci/dependencies

.PHONY: test
test: build-tests ## run every test that takes minutes at most
	@python=$$(.ci/python); \
	if [ -n "$$python" ]; then export TESSERA_PYTHON="$$python"; else unset TESSERA_PYTHON; fi; \
	set -x; $(SWIFT) test $(TEST_FLAGS) --skip-build

# The tests run the commands, which the build puts beside the test program.
.PHONY: build-tests
build-tests: dependencies
	$(SWIFT) build $(TEST_FLAGS) --build-tests
	@folder=$$($(SWIFT) build $(TEST_FLAGS) --show-bin-path); \
	for name in $(commands) $(resources); do \
	  [ -e "$$folder/$$name" ] || { echo "error: $$folder/$$name was not built" >&2; exit 1; }; \
	done

.PHONY: check-all
check-all: export TESSERA_CHECK_ALL := 1
check-all: lint test smoke ## lint, and every test with those that take long (seeds, opsets, kills)

.PHONY: smoke
smoke: ## install into a temporary folder and run one epoch, an export and a sample from there
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(MAKE) --no-print-directory install PREFIX="$$folder" DESTDIR= \
	  BUILD_FLAGS='$(TEST_FLAGS) --build-tests'; \
	.ci/smoke "$$folder/bin"

.PHONY: bench
bench: build ## time training beside the same loop in PyTorch (BENCH="--epochs 10 --pairs 3")
	$${TESSERA_PYTHON:-python3} Benchmarks/training.py $(BENCH)

.PHONY: lint
lint: ## check the style of the Swift sources
	$(SWIFT) format lint --strict --parallel -r $(swift_sources)

.PHONY: format
format: ## rewrite the Swift sources in that style
	$(SWIFT) format --in-place --parallel -r $(swift_sources)

.PHONY: install
install: build ## install commands, data and completions (PREFIX=~/.local)
	@built=$$($(SWIFT) build $(BUILD_FLAGS) --show-bin-path); \
	bash_folder="$(prefix)/share/bash-completion/completions"; \
	zsh_folder="$(prefix)/share/zsh/site-functions"; \
	fish_folder="$(prefix)/share/fish/vendor_completions.d"; \
	install -d "$(prefix)/bin" "$(data)" "$$bash_folder" "$$zsh_folder" "$$fish_folder"; \
	rm -rf "$(data)/$(resources)"; \
	cp -R "$$built/$(resources)" "$(data)/"; \
	for name in $(commands); do \
	  install -m 755 "$$built/$$name" "$(prefix)/bin/$$name"; \
	  "$$built/$$name" --generate-completion-script bash >"$$bash_folder/$$name"; \
	  "$$built/$$name" --generate-completion-script zsh >"$$zsh_folder/_$$name"; \
	  "$$built/$$name" --generate-completion-script fish >"$$fish_folder/$$name.fish"; \
	done; \
	echo "Installed $(commands) in $(prefix)/bin, their data in $(data)"; \
	case ":$$PATH:" in *":$(prefix)/bin:"*) ;; *) \
	  echo "$(prefix)/bin is not on the PATH; add it with: export PATH=\"$(prefix)/bin:\$$PATH\"" ;; \
	esac

.PHONY: uninstall
uninstall: ## remove what install put under PREFIX
	@for name in $(commands); do \
	  rm -f "$(prefix)/bin/$$name" "$(prefix)/share/bash-completion/completions/$$name" \
	    "$(prefix)/share/zsh/site-functions/_$$name" \
	    "$(prefix)/share/fish/vendor_completions.d/$$name.fish"; \
	done
	@rm -rf "$(data)/$(resources)"; rmdir "$(data)" 2>/dev/null || true
	@echo "Removed $(commands) and their data from $(prefix)"

.PHONY: proto
proto: ## write Sources/ONNXFiles/*.pb.swift again from onnx.proto
	@.ci/dependencies
	@command -v protoc >/dev/null || \
	  { echo "error: protoc is missing: install protobuf-compiler" >&2; exit 1; }
	$(SWIFT) build -c release --product protoc-gen-swift
	protoc --plugin="$$($(SWIFT) build -c release --show-bin-path)/protoc-gen-swift" \
	  --proto_path=Sources/ONNXFiles --swift_out=Sources/ONNXFiles Sources/ONNXFiles/onnx.proto

.PHONY: clean
clean: ## remove what was built and the tests' Python environment; runs stay
	rm -rf .build .build-tests .venv
