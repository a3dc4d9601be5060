#!/usr/bin/env bash
# Checks that linters don't make: the length of Go files, and words that tie
# the text to the machine or the tools of whoever wrote it.
set -euo pipefail
cd "$(dirname "$0")/.."

max_lines=300
# Each begins with a bracket so that this file does not match itself.
words='[/]work/|[.][.]/shared/|[s]hared/design|[c]laude|[a]nthropic|[c]hatgpt|[c]opilot|[c]o-authored-by|[p]roxy\.golang\.org|[r]egistry\.npmjs|[d]eb\.debian\.org'

failed=0
checked=0
while IFS= read -r file; do
	[ -f "$file" ] || continue
	checked=$((checked + 1))
	if grep -IniE "$words" -- "$file" /dev/null; then
		echo "$file: a word that does not belong" >&2
		failed=1
	fi
	if [[ $file == *.go ]] && [ "$(wc -l <"$file")" -gt "$max_lines" ]; then
		echo "$file: $(wc -l <"$file") lines, limit $max_lines" >&2
		failed=1
	fi
done < <(git ls-files -co --exclude-standard)
if [ "$checked" -eq 0 ]; then
	echo "found no file to check" >&2
	exit 1
fi
echo "checked $checked files"
exit "$failed"
