#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Runs the acceptance tests (functions named TestAcc...) on one CLI, and with
# OPENBANKING_ACC_CLI=all every scenario, which otherwise run in process as unit
# tests (files named *_scenario_test.go).
#
#   tools/acceptance.sh <path of terraform or tofu> <path of gotestsum or ""> <name pattern or ""> <packages...>
set -eu

cli=$1
gotestsum=$2
pattern=${3:-'^TestAcc[A-Z]'}
shift 3
declares='^func TestAcc[A-Z]'
if [ "${OPENBANKING_ACC_CLI:-}" = all ]; then
	scenarios=$(grep -rho '^func Test[A-Za-z0-9_]*' --include='*_scenario_test.go' internal | sed 's/^func //' | sort -u | paste -s -d '|' -)
	declares="$declares|^func ($scenarios)\\("
	[ "$pattern" != '^TestAcc[A-Z]' ] || pattern="$pattern|^($scenarios)\$"
fi
# To link the tests of a package that has none of these takes seconds each.
if [ "$*" = ./... ]; then
	set -- $(grep -rlE "$declares" --include='*_test.go' internal | xargs -n 1 dirname | sort -u | sed 's|^|./|')
fi
# On a platform that somebody else runs, of some things there is one only: one test at
# a time.
if env | grep -q '^OPENBANKING_ACC_[A-Z]*_ENDPOINT=.'; then
	set -- -p 1 -parallel 1 "$@"
fi
# What vet says, lint has said.
set -- -vet=off -count=1 -timeout 40m -run "$pattern" "$@"
if [ -n "$gotestsum" ]; then
	set -- "$gotestsum" --format standard-quiet -- "$@"
else
	set -- go test "$@"
fi

# What the machine is set to must not decide a test. Windows programs want a
# Windows path.
TF_CLI_CONFIG_FILE=$(cd "$(dirname "$0")/test" && pwd)/cli.tfrc
if command -v cygpath >/dev/null; then
	TF_CLI_CONFIG_FILE=$(cygpath --mixed "$TF_CLI_CONFIG_FILE")
	cli=$(cygpath --mixed "$cli")
fi
export TF_CLI_CONFIG_FILE

# Each CLI resolves the address "openbanking-iac/openbanking" on its own
# registry; the test framework has to announce the provider under that one.
case $("$cli" version | head -n 1) in
OpenTofu*) host=registry.opentofu.org ;;
*) host=registry.terraform.io ;;
esac

# On a platform that somebody else runs, what it lacks is told at the end.
report=$(mktemp)
trap 'rm -f "$report"' EXIT

echo "Acceptance tests on $("$cli" version | head -n 1) ($cli)"
TF_ACC=1 \
	TF_ACC_TERRAFORM_PATH=$cli \
	TF_ACC_PROVIDER_HOST=$host \
	TF_ACC_PROVIDER_NAMESPACE=openbanking-iac \
	OPENBANKING_ACC_REPORT=$report \
	"$@" || failed=$?
if [ -s "$report" ]; then
	echo "What was skipped, and why:"
	sort "$report"
fi
exit "${failed:-0}"
