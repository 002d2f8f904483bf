#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Generates the registry documentation into a folder of the repository, from
# bin/schema.json, templates/ and examples/. No Terraform takes part.
#
#   tools/generate-docs.sh <path of tfplugindocs> <folder>
set -eu

tfplugindocs=$1
folder=$2

log=$(mktemp)
trap 'rm -f "$log"' EXIT

run() {
	if ! "$tfplugindocs" "$@" --provider-name openbanking >"$log" 2>&1; then
		cat "$log" >&2
		exit 1
	fi
}

rm -rf "$folder"
run generate --providers-schema bin/schema.json --rendered-website-dir "$folder"

# It can only look into docs/.
[ "$folder" != docs ] || run validate --providers-schema bin/schema.json
