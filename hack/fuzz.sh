#!/usr/bin/env bash
# Fuzzes every target of the module for a while: hack/fuzz.sh [TIME].
set -euo pipefail
cd "$(dirname "$0")/.."

time=${1:-10s}
# go test lists the names of a package's targets and then the package.
listed=$(go test -count=1 -list '^Fuzz' ./...)
targets=$(awk '/^Fuzz/ {names[n++] = $1} /^ok/ {for (i = 0; i < n; i++) print $2, names[i]; n = 0}' <<<"$listed")
if [ -z "$targets" ]; then
	echo "no fuzz target found" >&2
	exit 1
fi
while read -r package target; do
	echo "--- $target in $package for $time"
	go test -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$package" </dev/null
done <<<"$targets"
echo "fuzzed $(wc -l <<<"$targets") targets"
