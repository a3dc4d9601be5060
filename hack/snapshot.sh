#!/usr/bin/env bash
# Makes the archive of linux/amd64 in dist/, as a release would: hack/snapshot.sh GORELEASER.
set -euo pipefail
cd "$(dirname "$0")/.."

ONE_PLATFORM=1 "$1" release --snapshot --clean --skip=sbom,sign,publish
cat dist/checksums.txt
