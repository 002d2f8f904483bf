#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Runs every fuzz test of the module, one after the other, for FUZZTIME each:
# go test takes one fuzz test at a time. Go would spend most of the time on making
# each new input smaller, up to a minute on one, so it is told not to.
#
#   FUZZTIME=1m tools/fuzz.sh go
set -eu

go=${1:-go}
found=0
for pkg in $("$go" list ./...); do
	for fuzz in $("$go" test -list '^Fuzz' "$pkg" | grep '^Fuzz' || true); do
		found=$((found + 1))
		echo "$pkg $fuzz"
		"$go" test -run '^$' -fuzz "^$fuzz\$" -fuzztime "${FUZZTIME:-30s}" -fuzzminimizetime 1x "$pkg"
	done
done
echo "$found fuzz tests"
