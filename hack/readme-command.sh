#!/usr/bin/env bash
# Prints the command that the README tells for a target: hack/readme-command.sh TARGET.
# That is the first line of a fenced block that begins with "make TARGET".
set -euo pipefail
cd "$(dirname "$0")/.."

command=$(awk -v want="make $1" '
	/^[ \t]*```/ {fenced = !fenced; next}
	fenced && !found {sub(/^[ \t]*(\$ )?/, ""); if ($0 == want || index($0, want " ") == 1) {print; found = 1}}
' README.md)
if [ -z "$command" ]; then
	echo "README.md: no fenced block has a line \"make $1\"" >&2
	exit 1
fi
sed 's/[ \t]*#.*$//' <<<"$command"
