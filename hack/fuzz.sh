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

# fuzz runs one target: fuzz PACKAGE TARGET. By default an input that found new
# code may be shortened for a minute, which would be the whole time; twenty tries
# leave most of it to new inputs.
fuzz() {
	go test -run '^$' -fuzz "^$2\$" -fuzztime "$time" -fuzzminimizetime 20x "$1" </dev/null 2>&1
}

# only_late says whether the log on standard input is that of a run that failed
# because its time was over and for no other reason, which Go before 1.27 does
# now and then (golang.org/issue/75804). An input that fails is always written.
only_late() {
	awk '/^    context deadline exceeded$/ {late = 1}
		/Failing input written|panic:|hung or terminated/ {other = 1}
		END {exit !(late && !other)}'
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT
while read -r package target; do
	for attempt in 1 2 3 4 5; do
		echo "--- $target in $package for $time"
		fuzz "$package" "$target" | tee "$log" && break
		if [ "$attempt" -eq 5 ] || ! only_late <"$log"; then
			exit 1
		fi
		echo "the run ended late and found nothing: once more"
	done
done <<<"$targets"
echo "fuzzed $(wc -l <<<"$targets") targets"
