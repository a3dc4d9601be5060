#!/usr/bin/env bash
# Builds HEAD with make and with goreleaser, each in a folder of its own and the
# second with an empty build cache, and compares the bytes: hack/reproducible.sh GORELEASER.
set -euo pipefail
cd "$(dirname "$0")/.."

goreleaser=$1
scratch=$(mktemp -d)
trap 'chmod -R u+w "$scratch" && rm -rf "$scratch"' EXIT
[ -z "$(git status --porcelain)" ] || echo "note: this builds HEAD, without the changes in the tree"

git clone -q . "$scratch/one"
git clone -q . "$scratch/another/folder"
GOOS=linux GOARCH=amd64 make -C "$scratch/one" build
(
	cd "$scratch/another/folder"
	GOCACHE=$scratch/cache "$goreleaser" build --snapshot --clean --id linux_amd64
)
cd "$scratch"
sha256sum one/bin/kubectl-threat another/folder/dist/linux_amd64_*/kubectl-threat
cmp one/bin/kubectl-threat another/folder/dist/linux_amd64_*/kubectl-threat
