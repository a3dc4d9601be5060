#!/usr/bin/env bash
# Runs the tests and says loudly which of them this machine could not run. With
# KUBECTL_THREAT_TEST_ALL=1, as in CI, those fail.
set -euo pipefail
cd "$(dirname "$0")/.."

go test -json ./... | go run ./hack/testlog
echo
echo "NOT RUN here: what needs a cluster, which is make e2e"
