// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package schemajson_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/cmd/schema/schemajson"
	openbanking "github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// TestAccSameAsCLI compares with what the CLI says about the same provider.
func TestAccSameAsCLI(t *testing.T) {
	t.Parallel()

	cli := os.Getenv("TF_ACC_TERRAFORM_PATH")
	if os.Getenv("TF_ACC") == "" || cli == "" {
		t.Skip("acceptance test: set TF_ACC=1 and TF_ACC_TERRAFORM_PATH to a terraform or tofu")
	}
	for address, p := range map[string]provider.Provider{
		"example.test/team/every": everything{},
		openbanking.Address:       openbanking.New("test")(),
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()

			server := providerserver.NewProtocol6(p)
			want := schemaByCLI(t, cli, address, server)
			got, err := schemajson.Read(t.Context(), server())
			if err != nil {
				t.Fatal(err)
			}
			forget(got, want)
			if diff := cmp.Diff(want, got, sameTypes); diff != "" {
				t.Errorf("schema (-%s +schemajson):\n%s", cli, diff)
			}
		})
	}
}

// forget drops from got what an older CLI, or one without the feature, leaves
// out of its own answer: identities came with 1.12, list resources and actions
// with Terraform 1.14; OpenTofu has no deprecation of functions.
func forget(got, want *tfjson.ProviderSchema) {
	if want.ResourceIdentitySchemas == nil {
		got.ResourceIdentitySchemas = nil
	}
	if want.ListResourceSchemas == nil {
		got.ListResourceSchemas = nil
	}
	if want.ActionSchemas == nil {
		got.ActionSchemas = nil
	}
	for name, f := range want.Functions {
		if f.DeprecationMessage == "" && got.Functions[name] != nil {
			got.Functions[name].DeprecationMessage = ""
		}
	}
}

// schemaByCLI serves a provider to a CLI and returns what it prints for it.
func schemaByCLI(t *testing.T, cli, address string, server func() tfprotov6.ProviderServer) *tfjson.ProviderSchema {
	t.Helper()

	dir := t.TempDir()
	name := filepath.Base(address)
	config := "terraform {\n  required_providers {\n    " + name + " = { source = \"" + address + "\" }\n  }\n}\n"
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), "CHECKPOINT_DISABLE=1", "TF_REATTACH_PROVIDERS="+serve(t, address, server))
	run := func(args ...string) []byte {
		cmd := exec.CommandContext(t.Context(), cli, args...)
		cmd.Dir, cmd.Env = dir, env
		var stderr strings.Builder
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s%s", cli, args, err, out, stderr.String())
		}
		return out
	}
	run("init", "-no-color")

	var schemas tfjson.ProviderSchemas
	if err := json.Unmarshal(run("providers", "schema", "-json"), &schemas); err != nil {
		t.Fatal(err)
	}
	schema := schemas.Schemas[address]
	if schema == nil {
		t.Fatalf("%s printed no schema for %s", cli, address)
	}
	return schema
}

// serve runs a provider for the length of the test and returns the value of
// TF_REATTACH_PROVIDERS with which a CLI uses it.
func serve(t *testing.T, address string, server func() tfprotov6.ProviderServer) string {
	t.Helper()

	ctx, stop := context.WithCancel(t.Context())
	configs, closed := make(chan *plugin.ReattachConfig), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(address, server,
			tf6server.WithDebug(ctx, configs, closed),
			tf6server.WithGoPluginLogger(hclog.NewNullLogger()),
			tf6server.WithLoggingSink(t),
			tf6server.WithoutLogStderrOverride())
	}()

	var config *plugin.ReattachConfig
	select {
	case config = <-configs:
	case err := <-failed:
		stop()
		t.Fatalf("serve the provider: %v", err)
	}
	t.Cleanup(func() {
		stop()
		<-closed
	})

	type addr struct{ Network, String string }
	value, err := json.Marshal(map[string]any{address: map[string]any{
		"Protocol":        string(config.Protocol),
		"ProtocolVersion": config.ProtocolVersion,
		"Pid":             config.Pid,
		"Test":            config.Test,
		"Addr":            addr{config.Addr.Network(), config.Addr.String()},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return string(value)
}
