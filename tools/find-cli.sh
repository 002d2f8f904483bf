#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Prints the path of the first of the named CLIs (terraform, tofu) that is on
# PATH and new enough. Without one it says why on stderr and exits with 1.
#
#   tools/find-cli.sh terraform tofu
set -eu

# The oldest minor version of 1.x that the provider supports on both CLIs.
oldest_minor=11

# version_of prints the version that a CLI reports about itself, such as 1.12.6.
# Both CLIs call the field terraform_version.
version_of() {
	"$1" version -json 2>/dev/null | sed -n 's/.*"terraform_version": *"\([^"]*\)".*/\1/p'
}

# supported tells whether a version is 1.11 or newer.
supported() {
	major=${1%%.*}
	rest=${1#*.}
	minor=${rest%%.*}
	case "$major$minor" in '' | *[!0-9]*) return 1 ;; esac
	[ "$major" -gt 1 ] || { [ "$major" -eq 1 ] && [ "$minor" -ge "$oldest_minor" ]; }
}

reason=
for name in "$@"; do
	if ! path=$(command -v "$name"); then
		reason="$reason; no $name on PATH"
		continue
	fi
	version=$(version_of "$path") || version=
	if supported "$version"; then
		printf '%s\n' "$path"
		exit 0
	fi
	reason="$reason; $path is version ${version:-unknown}, 1.$oldest_minor or newer is needed"
done
printf '%s\n' "${reason#; }" >&2
exit 1
