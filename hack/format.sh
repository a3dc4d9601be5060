#!/usr/bin/env bash
# Fails if a Go file of the tree, of the nested modules too, is not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."

wrong=$(git ls-files -co --exclude-standard -- '*.go' | while read -r file; do
	[ ! -f "$file" ] || gofmt -l "$file"
done)
if [ -n "$wrong" ]; then
	printf 'not formatted: %s\n' $wrong >&2
	exit 1
fi
