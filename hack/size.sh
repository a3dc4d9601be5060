#!/usr/bin/env bash
# Fails if a binary is over its limit: hack/size.sh BINARY.
#
# One import that makes reflect.Value.MethodByName reachable, such as
# text/template, switches the linker's pruning of methods off and adds 20 MB.
# The limit is set so that this does not go unseen.
set -euo pipefail

limit=40000000
size=$(wc -c <"$1")
echo "$1: $size bytes, limit $limit"
[ "$size" -lt "$limit" ]
