// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package loglevel_test

import (
	"errors"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/loglevel"
)

// TestFollow proves that the SDK logs as much as the CLI writes down, and that a
// developer's own choice of a level stands.
func TestFollow(t *testing.T) {
	t.Parallel()
	all := func(level string) map[string]string {
		return map[string]string{
			"TF_LOG_SDK": level, "TF_LOG_SDK_PROTO": level, "TF_LOG_SDK_FRAMEWORK": level, "TF_LOG_PROVIDER_OPENBANKING": level,
		}
	}
	with := func(level string, more map[string]string) map[string]string {
		levels := all(level)
		maps.Copy(levels, more)
		return levels
	}
	for name, test := range map[string]struct {
		set, want map[string]string
	}{
		"nothing":           {nil, all("OFF")},
		"the CLI's":         {map[string]string{"TF_LOG": "debug"}, all("DEBUG")},
		"of providers":      {map[string]string{"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "WARN"}, all("WARN")},
		"of providers, off": {map[string]string{"TF_LOG": "TRACE", "TF_LOG_PROVIDER": "off"}, all("OFF")},
		"of the core alone": {map[string]string{"TF_LOG_CORE": "TRACE"}, all("OFF")},
		"as JSON":           {map[string]string{"TF_LOG": "JSON"}, all("TRACE")},
		"no level":          {map[string]string{"TF_LOG": "1"}, all("TRACE")},
		"a developer's":     {map[string]string{"TF_LOG_SDK_PROTO": "TRACE"}, with("OFF", map[string]string{"TF_LOG_SDK_PROTO": "TRACE"})},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			env := maps.Clone(test.set)
			if env == nil {
				env = map[string]string{}
			}
			err := loglevel.Follow(func(name string) string { return env[name] }, func(name, value string) error {
				env[name] = value
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for own := range test.set {
				if test.want[own] == "" {
					delete(env, own)
				}
			}
			if diff := cmp.Diff(test.want, env); diff != "" {
				t.Errorf("the SDK's levels (-want +got):\n%s", diff)
			}
		})
	}
	broken := errors.New("no environment")
	if err := loglevel.Follow(func(string) string { return "" }, func(string, string) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}
