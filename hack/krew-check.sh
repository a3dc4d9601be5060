#!/usr/bin/env bash
# Validates the manifest for krew, as it stands and filled in for the snapshot in
# dist/, and installs the snapshot from it: hack/krew-check.sh KREW VALIDATOR.
set -euo pipefail
cd "$(dirname "$0")/.."

krew=$1
validator=$2
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$validator" -manifest krew/threat.yaml -skip-install

archive=$(echo dist/kubectl-threat_*_linux_amd64.tar.gz)
version=${archive#dist/kubectl-threat_}
version=v${version%_linux_amd64.tar.gz}
go run ./hack/krew-manifest -version "$version" -partial krew/threat.yaml >"$scratch/threat.yaml"
"$validator" -manifest "$scratch/threat.yaml" -skip-install

KREW_ROOT=$scratch/krew KREW_OS=linux KREW_ARCH=amd64 \
	"$krew" install --manifest="$scratch/threat.yaml" --archive="$archive" </dev/null
help=$("$scratch/krew/bin/kubectl-threat" --help)
if [[ $help != *"kubectl threat"* ]]; then
	echo "the installed plugin's help does not speak of kubectl threat:" >&2
	echo "$help" >&2
	exit 1
fi
test -f "$scratch"/krew/store/threat/*/LICENSE
echo "krew installed $version"
