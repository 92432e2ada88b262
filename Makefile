# Everything here needs Go, git and make, and nothing else; `make image` also
# needs Docker or buildah, and `make ci` installs what it needs on Debian.

GO          ?= go
ADDR        ?= 127.0.0.1:8360
IMAGE       ?= preverified-sim:dev
STATICCHECK ?= honnef.co/go/tools/cmd/staticcheck@v0.8.2
FUZZTIME    ?= 10s
SOAK_TIME   ?= 2m
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

BINARY      ?= bin/preverified-sim

.DEFAULT_GOAL := help
.PHONY: help run test fuzz soak bench bench-smoke lint format vet staticcheck tidy build image image-prebuilt release-check ci clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: build ## Build and start the simulator on 127.0.0.1:8360
	$(BINARY) serve --addr $(ADDR)

test: ## Run the tests
	$(GO) test ./...

# FUZZ=Snapshot takes only the targets whose name has that in it.
fuzz: ## Let every fuzz target look for inputs that fail, FUZZTIME each
	bash .ci/fuzz $(FUZZTIME) $(FUZZ)

# SOAK takes flags of the test, such as SOAK='-seed 7 -rate 0'.
soak: ## Drive everything at once for SOAK_TIME, and look for what it leaves behind (Linux)
	$(GO) test -tags soak -count=1 -timeout 0 -v ./sim/internal/soak -run '^TestSoak$$' -time $(SOAK_TIME) $(SOAK)

# BENCH takes flags of the benchmark, such as BENCH='-run TestBudgets/start'.
bench: ## Measure every budget beside a bare net/http server (Linux, two CPUs)
	$(GO) test -v -tags bench -count=1 -timeout 2h -benchtime 3s ./sim/internal/bench $(BENCH)

bench-smoke: ## The same in short; fails only beyond twice a budget
	$(GO) test -v -tags bench -count=1 -timeout 10m -benchtime 300ms ./sim/internal/bench -smoke -rounds 3 $(BENCH)

lint: format vet staticcheck ## Check format, go vet and staticcheck

# gofmt always exits 0, so its list of files is the verdict.
format: ## Fail if a file is not as gofmt would write it
	@files=$$(gofmt -l .) && if [ -n "$$files" ]; then \
		echo "not formatted, run gofmt -w on:"; echo "$$files"; exit 1; fi

vet: ## Run go vet
	$(GO) vet ./...
	$(GO) vet -tags bench ./sim/internal/bench
	$(GO) vet -tags soak ./sim/internal/soak

staticcheck: ## Run staticcheck, at a pinned version
	$(GO) run $(STATICCHECK) ./...
	$(GO) run $(STATICCHECK) -tags bench ./sim/internal/bench
	$(GO) run $(STATICCHECK) -tags soak ./sim/internal/soak

tidy: ## Fail if go.mod or go.sum is not tidy
	$(GO) mod tidy -diff

# No cgo makes the binary static: it has to run in an image with nothing else.
# No paths and no state of the checkout in it make it reproducible.
build: ## Build the static binary bin/preverified-sim
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '-s -w -X github.com/preverified-sim/preverified-sim/sim/cli.version=$(VERSION)' -o $(BINARY) ./cmd/preverified-sim

image: ## Build the container image, with Docker or buildah
	VERSION=$(VERSION) bash .ci/build-image image $(IMAGE)

image-prebuilt: ## Build the same image from a binary built here; needs no registry
	GOOS=linux $(MAKE) -s build BINARY=dist/preverified-sim-linux-$$($(GO) env GOARCH)
	VERSION=$(VERSION) bash .ci/build-image prebuilt $(IMAGE)

release-check: ## Build for every platform into dist, one of them twice, and check the result
	VERSION=$(VERSION) bash .ci/release

ci: ## Run every check, as CI does
	bash .ci/run

clean: ## Remove what was built
	rm -rf bin dist
