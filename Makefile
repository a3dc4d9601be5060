# Every check that CI makes is a target here: .ci/run only calls them in order.

# --- Settings ----------------------------------------------------------------

BIN        := bin/kubectl-threat
FUZZTIME   ?= 10s
PICTURE_COLUMNS := 100
# Tools are kept apart by version, outside the tree and outside go.mod, so that
# their requirements do not bend the plugin's.
TOOLS      := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/kubectl-threat/tools

# CGO_ENABLED=0 halves the size and makes one binary fit every libc.
# grpcnotrace keeps x/net/trace, and with it html/template, out of the binary.
GO_BUILD   := CGO_ENABLED=0 go build -trimpath -buildvcs=auto -tags grpcnotrace -ldflags '-s -w'

GOLANGCI_LINT          := $(TOOLS)/golangci-lint/v2.12.1/golangci-lint
GORELEASER             := $(TOOLS)/goreleaser/v2.15.0/goreleaser
# The version of krew stands in hack/krew/go.mod too.
KREW                   := $(TOOLS)/krew/v0.5.0/krew
VALIDATE_KREW_MANIFEST := $(TOOLS)/krew/v0.5.0/validate-krew-manifest

.DEFAULT_GOAL := build
.PHONY: help build clean demo demo-live picture test race bench bench-start fuzz mutate lint fmt verify tidy cross size \
	reproducible cluster-build cluster-up cluster-down e2e tools release-check snapshot krew-check krew-manifest release

help: ## Show the targets
	@awk -F ':.*## ' '/^# ---/ {sub(/^# -* /, ""); sub(/ -*$$/, ""); print "\n" $$0} \
		/^[a-z0-9-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' Makefile

# --- Build and try -----------------------------------------------------------

build: ## Build bin/kubectl-threat, stamped with the version that git knows
	$(GO_BUILD) -o $(BIN) ./cmd/kubectl-threat

clean: ## Remove what the targets have built in the tree
	rm -rf bin dist

demo: build ## Print the report of a shipped example; no network, no cluster
	$(BIN) inspect --offline examples/reverse-shell.json

demo-live: build ## Start a cluster, attack a container in it, and inspect it alive
	go run ./test/demo

picture: build ## Draw docs/report.svg, the README's picture, from what demo-live prints
	CLICOLOR_FORCE=1 COLUMNS=$(PICTURE_COLUMNS) go run ./test/demo -- --hyperlinks=always >bin/report.txt
	go run ./hack/picture $(PICTURE_COLUMNS) 'kubectl threat inspect finding.json --live' <bin/report.txt >bin/report.svg
	mv bin/report.svg docs/report.svg

# --- Test --------------------------------------------------------------------

test: ## Run the unit tests, goldens and scripts; say what could not run
	hack/test.sh

race: ## Run the tests under the race detector
	CGO_ENABLED=1 go test -race ./...

bench: bench-start ## Run the benchmarks, and hold the gates of speed
	go test -run '^$$' -bench . -benchmem ./...

bench-start: build ## Hold what a start costs against a program that links client-go's exec
	CGO_ENABLED=0 go build -trimpath -tags grpcnotrace -ldflags '-s -w' -o bin/peer ./hack/startup/peer
	go run ./hack/startup $(BIN) bin/peer examples/reverse-shell.json

fuzz: ## Fuzz each target for FUZZTIME (10s)
	hack/fuzz.sh $(FUZZTIME)

mutate: ## Break the escaper, the matcher and the guard; each must turn its test red
	go run ./hack/mutate hack/mutate/mutations.yaml

# --- A real cluster ----------------------------------------------------------

cluster-build: ## Build Kubernetes from source, once, into the cache
	go run ./test/cluster build

cluster-up: ## Start one node, after building what is not built yet
	go run ./test/cluster up

cluster-down: ## Stop it and remove all that it left
	go run ./test/cluster down

e2e: ## Test against that cluster, or yours with E2E_CLUSTER=existing and KUBECONFIG
	go test -tags e2e -count=1 -v -timeout 30m ./test/e2e/...

# --- Gates -------------------------------------------------------------------

lint: $(GOLANGCI_LINT) ## Check format and code
	hack/format.sh
	$(GOLANGCI_LINT) run ./...

fmt: $(GOLANGCI_LINT) ## Format the code
	$(GOLANGCI_LINT) fmt ./...

verify: ## Check what linters don't: lengths of files, words that don't belong
	hack/verify.sh

tidy: ## Check that go.mod and go.sum are what the code needs
	go mod tidy -diff

cross: ## Check that it compiles for the platforms that a snapshot leaves out
	GOOS=windows GOARCH=amd64 $(GO_BUILD) -o /dev/null ./cmd/kubectl-threat
	GOOS=darwin GOARCH=arm64 $(GO_BUILD) -o /dev/null ./cmd/kubectl-threat

size: build ## Check that the binary stays under its limit
	hack/size.sh $(BIN)

# --- Release -----------------------------------------------------------------

release-check: $(GORELEASER) ## Check the release's configuration
	$(GORELEASER) check

snapshot: $(GORELEASER) ## Make the archive of linux/amd64, as a release would
	hack/snapshot.sh $(GORELEASER)

reproducible: $(GORELEASER) ## Build HEAD twice, in two folders and two caches, and compare
	hack/reproducible.sh $(GORELEASER)

krew-check: snapshot $(KREW) $(VALIDATE_KREW_MANIFEST) ## Validate the krew manifest and install the snapshot from it
	hack/krew-check.sh $(KREW) $(VALIDATE_KREW_MANIFEST)

krew-manifest: $(VALIDATE_KREW_MANIFEST) ## Fill the sums in dist/ into dist/threat.yaml: VERSION=v1.2.3
	go run ./hack/krew-manifest -version $(VERSION) krew/threat.yaml >dist/threat.yaml
	$(VALIDATE_KREW_MANIFEST) -manifest dist/threat.yaml -skip-install

release: $(GORELEASER) ## Publish the tag that HEAD is at; needs cosign, syft and GITHUB_TOKEN
	$(GORELEASER) release --clean

# --- Tools -------------------------------------------------------------------

tools: $(GOLANGCI_LINT) $(GORELEASER) $(KREW) $(VALIDATE_KREW_MANIFEST) ## Install all tools

# A tool is moved to its place when it is whole, so that a broken-off install
# does not count as done.
define install
@echo "installing $(1)"
@mkdir -p $(@D)
@GOBIN=$(@D).part go $(2) install $(1)
@mv $(@D).part/* $(@D) && rmdir $(@D).part
endef

$(GOLANGCI_LINT):
	$(call install,github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.12.1)

$(GORELEASER):
	$(call install,github.com/goreleaser/goreleaser/v2@v2.15.0)

$(KREW) $(VALIDATE_KREW_MANIFEST) &:
	$(call install,tool,-C hack/krew)
