#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Prints the path of node, if npm is there too. Without them it says why on stderr
# and exits with 1.
set -eu

for name in node npm; do
	if ! command -v "$name" >/dev/null; then
		printf 'no %s on PATH\n' "$name" >&2
		exit 1
	fi
done
command -v node
