#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Writes the licence texts of all that is compiled into a program, on any of the
# systems that it is released for: Go itself, and each module with the licence and
# notice files at its root. A module without one fails.
#
#   tools/licences.sh <package of the program> <output file>
set -eu

package=$1
output=$2
mkdir -p "$(dirname "$output")"

modules=$(
	for os in darwin freebsd linux windows; do
		CGO_ENABLED=0 GOOS=$os go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}}	{{.Version}}	{{.Dir}}{{end}}{{end}}' "$package"
	done | sort -u
)

# of <title> <folder>: the texts of one.
of() {
	found=
	for file in "$2"/[Ll][Ii][Cc][Ee][Nn][CcSs][Ee]* "$2"/[Cc][Oo][Pp][Yy][Ii][Nn][Gg]* "$2"/[Nn][Oo][Tt][Ii][Cc][Ee]*; do
		[ -f "$file" ] || continue
		case $file in *.go) continue ;; esac
		found=yes
		printf '%s\n%s: %s\n\n' '================================================================================' "$1" "$(basename "$file")"
		cat "$file"
		echo
	done
	[ -n "$found" ] || { echo "no licence text in $2" >&2; return 1; }
}

{
	echo "Licences of the software that is part of this program."
	echo
	of "Go $(go env GOVERSION)" "$(go env GOROOT)"
	echo "$modules" | while IFS='	' read -r path version dir; do
		of "$path $version" "$dir"
	done
} >"$output.tmp"
mv "$output.tmp" "$output"
