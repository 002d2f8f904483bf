#!/bin/sh
# Copyright (c) The terraform-provider-openbanking authors
# SPDX-License-Identifier: MPL-2.0

# Installs a provider binary into the folder that Terraform and OpenTofu search
# on their own, and prints the block that uses it.
#
#   tools/install.sh <path of the provider binary>
set -eu

binary=$1

# A version that no registry will ever have, so that the installed build hides no release.
version=0.0.1
platform=$(go env GOOS)_$(go env GOARCH)

case $(go env GOOS) in
windows) plugins=${APPDATA:?}/terraform.d/plugins ;;
*) plugins=$HOME/.terraform.d/plugins ;;
esac

for host in registry.terraform.io registry.opentofu.org; do
	folder=$plugins/$host/openbanking-iac/openbanking/$version/$platform
	mkdir -p "$folder"
	cp "$binary" "$folder/terraform-provider-openbanking_v$version$(go env GOEXE)"
	echo "Installed into $folder"
done

cat <<EOF

Use it with

  terraform {
    required_providers {
      openbanking = {
        source  = "openbanking-iac/openbanking"
        version = "$version"
      }
    }
  }

and run 'terraform init' or 'tofu init'.
EOF
