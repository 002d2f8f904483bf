// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

//go:build !unix

package main

import "os"

// peakRSS is not told here.
func peakRSS(*os.ProcessState) int64 { return 0 }
