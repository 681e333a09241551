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

commands := vae-train vae-export vae-sample vae-evaluate onnx-run
resources := Tessera_Datasets.resources Tessera_WebPages.resources
engine := .build/wasm/tessera.wasm
data := $(prefix)/share/tessera
# The ONNX project's test cases: those that .ci/python fetches, and Debian's.
cases := $(CURDIR)/.venv/onnx-1.22.0/onnx/backend/test/data
debian_cases := /usr/share/libonnx-testdata/data/node
# The lists of cases that must pass, and the folder of the cases of each.
passing := Tests/ConformanceTests/Passing
passing_lists := onnx-1.22-node=$(cases)/node simple=$(cases)/simple \
  pytorch-converted=$(cases)/pytorch-converted pytorch-operator=$(cases)/pytorch-operator \
  apt-node=$(debian_cases)
swift_sources := Sources Tests Datasets Notebooks Package.swift

# Tests need other compiler flags than users' binaries; each keeps its own folder, so that neither
# has to be built again after the other. In the tests' folder only `swift test` builds: it adds a
# flag that `swift build` does not, and alternating would compile everything anew each time.
BUILD_FLAGS := -c release
TEST_FLAGS := -c release -Xswiftc -enable-testing --scratch-path .build-tests

# Where the commands are taken from. Given one (BUILT=.build-tests/release), make builds nothing.
ifeq ($(origin BUILT), undefined)
BUILT := .build/release
install demo smoke bench bench-inference conformance ratchet kernel install-kernel docs: build
endif

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: ## train, export, verify, sample, and write a web page: end to end (EPOCHS=10, OPSET=11)
	@run=runs/demo-$$(date +%Y%m%d-%H%M%S); \
	while [ -e "$$run" ]; do run="$$run-again"; done; \
	step() { printf '\n$$ %s\n' "$$*"; "$(BUILT)/$$@"; }; \
	step vae-train --epochs $(EPOCHS) --output "$$run"; \
	step vae-export --opset $(OPSET) --checkpoint "$$run" --report report.md out.onnx; \
	step vae-sample -n 64 --seed 0 --checkpoint "$$run" digits.png; \
	.ci/wasm --optional; \
	if [ -e "$(engine)" ]; then \
	  step vae-export --web site --opset $(OPSET) --engine "$(engine)" --checkpoint "$$run"; \
	fi; \
	printf '\n%s\n' "Done. All of it is in $$PWD:"; \
	printf '  %-22s %s\n' "sampled digits" digits.png \
	  "pictures of training" "$$run ($$(find "$$run" -name '*.png' | wc -l) PNG files)" \
	  "model" out.onnx "verification report" report.md \
	  $$([ ! -e "$(engine)" ] || echo "page site/index.html")

.PHONY: build
build: dependencies ## build in release
	$(SWIFT) build $(BUILD_FLAGS)

.PHONY: dependencies
dependencies: ## install the libraries that the build links, where they are missing
	@.ci/dependencies

.PHONY: test
test: dependencies ## run every test that takes minutes at most
	@python=$$(.ci/python); \
	if [ -n "$$python" ]; then export TESSERA_PYTHON="$$python"; else unset TESSERA_PYTHON; fi; \
	if [ -d "$(cases)" ]; then export TESSERA_ONNX_CASES="$${TESSERA_ONNX_CASES:-$(cases)}"; fi; \
	set -x; $(SWIFT) test $(TEST_FLAGS)

.PHONY: conformance
conformance: ## run the ONNX project's test cases, and print what came of them by operator
	@.ci/python >/dev/null; \
	folders=(); for folder in $(cases) $(debian_cases); do \
	  if [ -d "$$folder" ]; then folders+=("$$folder"); fi; \
	done; \
	"$(BUILT)/onnx-run" test "$${folders[@]}"

.PHONY: ratchet
ratchet: ## add the cases that pass to those that must pass
	@.ci/python >/dev/null; \
	for pair in $(passing_lists); do \
	  list="$(passing)/$${pair%%=*}.txt"; folder="$${pair#*=}"; \
	  if [ ! -d "$$folder" ]; then echo "skipped: $$list ($$folder is not there)"; continue; fi; \
	  { cat "$$list"; "$(BUILT)/onnx-run" test --passed "$$folder"; } | LC_ALL=C sort -u >"$$list.new"; \
	  mv "$$list.new" "$$list"; \
	  echo "$$list: $$(wc -l <"$$list") cases"; \
	done

.PHONY: operators
operators: dependencies ## write the table of exportable operators again
	TESSERA_UPDATE_OPERATORS=1 $(SWIFT) test $(TEST_FLAGS) --filter OperatorTableTests

.PHONY: check-all
check-all: export TESSERA_CHECK_ALL := 1
check-all: lint test ## lint, and every test with those that take long (seeds, opsets, kills)

.PHONY: mutate
mutate: dependencies ## break each operator's gradient in turn: does a test notice? (20 minutes)
	python3 Tests/mutate.py --report Tests/README.md $(MUTATE)

.PHONY: smoke
smoke: ## install into a temporary folder and run one epoch, an export and a sample from there
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(MAKE) --no-print-directory install PREFIX="$$folder" DESTDIR= BUILT="$(BUILT)"; \
	.ci/smoke "$$folder/bin"

.PHONY: sample
sample: dependencies ## build a package that depends on this one; train, export and run its model
	$(SWIFT) build -c release --package-path Tests/SamplePackage --scratch-path .build-sample
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	.build-sample/release/FashionClassifier "$$folder/classifier.onnx"

.PHONY: docs
docs: ## write the documentation as static HTML to .build/docs (BASE=/path/that/serves/it)
	@.ci/docs "$(BUILT)" .build/docs $(BASE)

overhead := .build-bench/release/overhead
.PHONY: bench
bench: ## time training beside PyTorch, JAX and bare matrix products (BENCH="--pairs 5 --only mlp")
	@if [ "$(origin BUILT)" = file ]; then \
	  $(SWIFT) build -c release --package-path Benchmarks/Overhead --scratch-path .build-bench >&2 || \
	    { echo "skipped: Benchmarks/Overhead, which does not build" >&2; rm -f $(overhead); }; \
	fi
	@$${TESSERA_PYTHON:-python3} Benchmarks/training.py --command "$(BUILT)/vae-train" \
	  --overhead "$(overhead)" --scaling $(BENCH)

.PHONY: bench-inference
bench-inference: ## time inference beside onnxruntime (BENCH="--pairs 5 --threads 1,2")
	$${TESSERA_PYTHON:-python3} Benchmarks/inference.py --command "$(BUILT)/onnx-run" $(BENCH)

.PHONY: wasm
wasm: ## build the web page's engine, the executor as WebAssembly, into .build/wasm
	@.ci/wasm

.PHONY: kernel
kernel: ## make a Jupyter kernel for Swift, in .venv-kernel
	@python3 Notebooks/kernel/install.py --built "$(BUILT)"

.PHONY: install-kernel
install-kernel: ## make it and show it to the Jupyter of PREFIX (PREFIX=~/.local)
	@python3 Notebooks/kernel/install.py --built "$(BUILT)" --prefix "$(prefix)"

.PHONY: notebooks
notebooks: kernel ## test the kernel and execute the notebooks from scratch (UPDATE=1 keeps outputs)
	@.venv-kernel/bin/python Notebooks/kernel/test_kernel.py
	@.venv-kernel/bin/python Notebooks/kernel/run_notebooks.py $(if $(UPDATE),--update) \
	  Notebooks/*.ipynb

.PHONY: lint
lint: ## check the style of the Swift sources
	$(SWIFT) format lint --strict --parallel -r $(swift_sources)

.PHONY: format
format: ## rewrite the Swift sources in that style
	$(SWIFT) format --in-place --parallel -r $(swift_sources)

.PHONY: install
install: ## install commands, data and completions (PREFIX=~/.local)
	@bash_folder="$(prefix)/share/bash-completion/completions"; \
	zsh_folder="$(prefix)/share/zsh/site-functions"; \
	fish_folder="$(prefix)/share/fish/vendor_completions.d"; \
	install -d "$(prefix)/bin" "$(data)" "$$bash_folder" "$$zsh_folder" "$$fish_folder"; \
	for name in $(resources); do \
	  rm -rf "$(data)/$$name"; cp -R "$(BUILT)/$$name" "$(data)/"; \
	done; \
	[ -e "$(engine)" ] || .ci/wasm --optional; \
	[ ! -e "$(engine)" ] || install -m 644 "$(engine)" "$(data)/"; \
	for name in $(commands); do \
	  install -m 755 "$(BUILT)/$$name" "$(prefix)/bin/$$name"; \
	  "$(BUILT)/$$name" --generate-completion-script bash >"$$bash_folder/$$name"; \
	  "$(BUILT)/$$name" --generate-completion-script zsh >"$$zsh_folder/_$$name"; \
	  "$(BUILT)/$$name" --generate-completion-script fish >"$$fish_folder/$$name.fish"; \
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
	@rm -rf $(foreach name,$(resources),"$(data)/$(name)") "$(data)/$(notdir $(engine))" \
	  "$(prefix)/share/jupyter/kernels/tessera-swift"; rmdir "$(data)" 2>/dev/null || true
	@echo "Removed $(commands) and their data from $(prefix)"

.PHONY: proto
proto: ## write the *.pb.swift beside the .proto files again
	@.ci/dependencies
	@command -v protoc >/dev/null || \
	  { echo "error: protoc is missing: install protobuf-compiler" >&2; exit 1; }
	$(SWIFT) build -c release --product protoc-gen-swift
	for file in Sources/ONNXFiles/onnx.proto Sources/TensorBoard/event.proto; do \
	  folder=$$(dirname "$$file"); \
	  protoc --plugin="$$($(SWIFT) build -c release --show-bin-path)/protoc-gen-swift" \
	    --proto_path="$$folder" --swift_out="$$folder" "$$file"; \
	done

.PHONY: clean
clean: ## remove what was built and the Python environments; runs stay
	rm -rf .build .build-tests .build-mutate .build-sample .venv .venv-kernel
