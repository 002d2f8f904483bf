#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Looks for known vulnerabilities in what the programs call, and in what the tools do
# that build, test and sign them: each module by itself. It asks vuln.go.dev, or reads
# the database at VULNDB, such as file:///var/lib/vulndb, where there is no network.
#
#   tools/vuln.sh <path of govulncheck>
set -eu

govulncheck=$1
if [ -n "${VULNDB:-}" ]; then
	set -- -db "$VULNDB"
else
	set --
fi

failed=
for mod in go.mod tools/*/go.mod; do
	dir=$(dirname "$mod")
	patterns=tool
	[ "$dir" != . ] || patterns=./...
	echo "== $mod"
	"$govulncheck" "$@" -C "$dir" "$patterns" || failed="$failed $mod"
done
[ -z "$failed" ] || { echo "vulnerable:$failed" >&2; exit 1; }
