// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

// Package loglevel keeps the provider from logging what nobody reads. Unless it
// is told otherwise, the plugin SDK logs every step of every request at TRACE and
// leaves it to the CLI to throw that away: in a plan a third of the provider's
// processor time, and some of the CLI's.
package loglevel

import (
	"cmp"
	"fmt"
	"strings"
)

// levels are the SDK's own variables: of its root, of its two subsystems, and of
// what the provider logs.
var levels = []string{"TF_LOG_SDK", "TF_LOG_SDK_PROTO", "TF_LOG_SDK_FRAMEWORK", "TF_LOG_PROVIDER_OPENBANKING"}

// Follow makes the SDK log what the CLI writes down, and no more: the level of
// TF_LOG_PROVIDER, or else of TF_LOG, and nothing where neither is set. A
// variable of the SDK's that is set stays as it is. Both functions are those of
// the environment, which the SDK reads anew for each request.
func Follow(getenv func(string) string, setenv func(name, value string) error) error {
	level := wanted(cmp.Or(getenv("TF_LOG_PROVIDER"), getenv("TF_LOG")))
	for _, name := range levels {
		if getenv(name) != "" {
			continue
		}
		if err := setenv(name, level); err != nil {
			return fmt.Errorf("set %s: %w", name, err)
		}
	}
	return nil
}

// wanted is the SDK's name of the level that a variable of the CLI's stands for.
// Whatever the CLI does not know, JSON among it, means everything to it.
func wanted(said string) string {
	switch level := strings.ToUpper(strings.TrimSpace(said)); level {
	case "", "OFF":
		return "OFF"
	case "ERROR", "WARN", "INFO", "DEBUG":
		return level
	default:
		return "TRACE"
	}
}
