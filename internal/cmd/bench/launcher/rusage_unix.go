// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakRSS is the most memory, in bytes, that the process had resident, as wait4
// tells it.
func peakRSS(ended *os.ProcessState) int64 {
	used, ok := ended.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" || runtime.GOOS == "ios" {
		return int64(used.Maxrss) //nolint:unconvert // It is an int32 on some systems.
	}
	return int64(used.Maxrss) << 10 //nolint:unconvert // It is an int32 on some systems.
}
