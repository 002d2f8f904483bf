#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Looks for known vulnerabilities in what the programs call, and in what the tools do
# that build, test and sign them: each module by itself. It asks vuln.go.dev, or reads
# the database at VULNDB, such as file:///var/lib/vulndb, where there is no network.
# It fails for what vuln-accepted.txt beside it does not name with a reason.
#
#   tools/vuln.sh <path of govulncheck>
set -eu

govulncheck=$1
accepted=$(dirname "$0")/vuln-accepted.txt
if [ -n "${VULNDB:-}" ]; then
	set -- -db "$VULNDB"
else
	set --
fi
out=$(mktemp)
trap 'rm -f "$out"' EXIT

failed=
for mod in go.mod tools/*/go.mod; do
	dir=$(dirname "$mod")
	patterns=tool
	[ "$dir" != . ] || patterns=./...
	echo "== $mod"
	code=0
	"$govulncheck" "$@" -C "$dir" "$patterns" >"$out" 2>&1 || code=$?
	# govulncheck exits with 3 where it has found something.
	case $code in
	0 | 3) ;;
	*)
		cat "$out"
		failed="$failed $dir"
		continue
		;;
	esac
	found=$(sed -n 's/^Vulnerability #[0-9]*: //p' "$out" | sort)
	known=$(awk -v dir="$dir" '$1 == dir { print $2 }' "$accepted" | sort)
	if [ "$found" = "$known" ] && { [ $code -eq 0 ] || [ -n "$found" ]; }; then
		[ -z "$known" ] || awk -v dir="$dir" '$1 == dir { $1 = "accepted:"; print }' "$accepted"
		echo "nothing else found"
		continue
	fi
	cat "$out"
	for id in $known; do
		case " $(echo $found) " in
		*" $id "*) ;;
		*) echo "$accepted: $id is not found in $dir any more: remove its line" >&2 ;;
		esac
	done
	failed="$failed $dir"
done
[ -z "$failed" ] || { echo "vulnerable:$failed" >&2; exit 1; }
