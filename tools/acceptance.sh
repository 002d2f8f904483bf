#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Runs the acceptance tests (functions named TestAcc...) on one CLI.
#
#   tools/acceptance.sh <path of terraform or tofu> <path of gotestsum> <name pattern or ""> <packages...>
set -eu

cli=$1
gotestsum=$2
pattern=${3:-'^TestAcc'}
shift 3

# Each CLI resolves the address "openbanking-iac/openbanking" on its own
# registry; the test framework has to announce the provider under that one.
case $("$cli" version | head -n 1) in
OpenTofu*) host=registry.opentofu.org ;;
*) host=registry.terraform.io ;;
esac

echo "Acceptance tests on $("$cli" version | head -n 1) ($cli)"
TF_ACC=1 \
	TF_ACC_TERRAFORM_PATH=$cli \
	TF_ACC_PROVIDER_HOST=$host \
	TF_ACC_PROVIDER_NAMESPACE=openbanking-iac \
	exec "$gotestsum" --format standard-quiet -- -count=1 -timeout 20m -run "$pattern" "$@"
