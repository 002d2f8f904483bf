// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
)

func TestPermits(t *testing.T) {
	t.Parallel()
	tests := []struct {
		url       string
		permitted bool
	}{
		{"http://127.0.0.1:8080/hook", true},
		{"https://127.8.9.10/hook", true},
		{"http://[::1]:8080/", true},
		{"http://[::ffff:127.0.0.1]:8080/", true},
		{"http://localhost/", true},
		{"http://10.0.0.1/", false},
		{"http://169.254.169.254/latest", false},
		{"http://0.0.0.0/", false},
		{"http://[::]/", false},
		{"http://[fe80::1]/", false},
		{"https://example.com/", false},
		{"http://localhost.example.com/", false},
		{"http://127.0.0.1.example.com/", false},
		{"http://2130706433/", false},
		{"http://127.0.0.1@example.com/", false},
		{"file:///etc/passwd", false},
		{"http:///hook", false},
	}
	local, remote := New(Options{}), New(Options{AllowRemote: true})
	for _, tt := range tests {
		t.Run(tt.url, func(t *testing.T) {
			t.Parallel()
			if err := local.Permits(tt.url); (err == nil) != tt.permitted {
				t.Errorf("permitted %t, want %t: %v", err == nil, tt.permitted, err)
			}
			if err := remote.Permits(tt.url); err != nil {
				t.Errorf("refused although remote deliveries are allowed: %v", err)
			}
		})
	}
}

// TestPermitDial covers what a URL cannot tell: a name that turns out to be another machine's.
func TestPermitDial(t *testing.T) {
	t.Parallel()
	for address, permitted := range map[string]bool{
		"127.0.0.1:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"192.0.2.1:80": false, "0.0.0.0:80": false, "[fe80::1%eth0]:80": false, "localhost:80": false, "": false,
	} {
		if err := New(Options{}).permitDial("tcp", address, nil); (err == nil) != permitted || (err != nil && !errors.Is(err, ErrNotLoopback)) {
			t.Errorf("%q: error %v, permitted should be %t", address, err, permitted)
		}
	}
}

// TestDialIsGuarded shows that the client itself refuses, not only the check of the URL before it.
func TestDialIsGuarded(t *testing.T) {
	t.Parallel()
	// 0.0.0.0 is not a loopback address, yet systems connect it to this machine: no traffic leaves it.
	resp, err := New(Options{}).client.Get("http://0.0.0.0:1/") //nolint:noctx // The client under test has no other caller here.
	if err == nil {
		_ = resp.Body.Close()
	}
	if !errors.Is(err, ErrNotLoopback) {
		t.Errorf("error %v, want ErrNotLoopback", err)
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	of := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	tests := map[string]struct {
		secret string
		valid  bool
	}{
		"made here":     {NewSecret(), true},
		"24 bytes":      {of(24), true},
		"64 bytes":      {of(64), true},
		"23 bytes":      {of(23), false},
		"65 bytes":      {of(65), false},
		"no prefix":     {strings.TrimPrefix(of(32), "whsec_"), false},
		"no base64":     {"whsec_" + strings.Repeat("!", 44), false},
		"no padding":    {strings.TrimRight(of(32), "="), false},
		"line break":    {of(32)[:20] + "\n" + of(32)[20:], false},
		"trailing bits": {strings.TrimSuffix(of(32), "A=") + "B=", false},
		"empty":         {"", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := CheckSecret(tt.secret)
			if (err == nil) != tt.valid || (err != nil && !errors.Is(err, ErrSecret)) {
				t.Errorf("error %v, want valid %t", err, tt.valid)
			}
		})
	}
	if first, second := NewSecret(), NewSecret(); first == second {
		t.Error("two new secrets are the same")
	}
}
