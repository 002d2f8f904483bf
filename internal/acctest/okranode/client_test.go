// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package okranode_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// call is one call of a method of the client.
type call struct {
	Service     string `json:"service"`     // One of the client's classes, such as Accounts.
	Environment string `json:"environment"` // What the client is told: sandbox or production.
	Base        string `json:"base"`        // Where it is aimed at.
	Credential  string `json:"credential"`
	Method      string `json:"method"`
	Options     object `json:"options,omitempty"`
	Walk        bool   `json:"walk"` // Go on by nextPage() to the end.
	Back        bool   `json:"back"` // Go back by prevPage() once.
}

// object is a JSON object. Numbers in it are json.Number, whose text is exact.
type object = map[string]any

// outcome is what came of a call.
type outcome struct {
	// Documented is the base URL that the client would have asked by itself.
	Documented string `json:"documented"`
	// Pages are what the client returned, each of them the data of an answer.
	Pages []object `json:"pages"`
	// Thrown is what the client threw, nil for nothing.
	Thrown any `json:"thrown"`
}

// client is a running process that calls okra-node.
type client struct {
	t       *testing.T
	in      io.WriteCloser
	out     *bufio.Reader
	problem *bytes.Buffer
}

// startClient starts one that ends with the test.
func startClient(t *testing.T) *client {
	t.Helper()
	node, dir := requireNode(t)
	script := filepath.Join(t.TempDir(), "bridge.mjs")
	if err := os.WriteFile(script, bridge, 0o600); err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, problem: &bytes.Buffer{}}
	cmd := exec.CommandContext(t.Context(), node, script, dir)
	// The client would send what it asks of this machine to a proxy of the
	// environment.
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "SYSTEMROOT=" + os.Getenv("SYSTEMROOT")}
	cmd.Stderr = c.problem
	var err error
	if c.in, err = cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.out = bufio.NewReader(out)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// The end of its input ends it, unless the test's end has killed it before.
		_ = c.in.Close()
		_ = cmd.Wait()
	})
	return c
}

// do calls a method.
func (c *client) do(wanted call) outcome {
	c.t.Helper()
	line, err := json.Marshal(wanted)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		c.t.Fatalf("the client ended: %v: %s", err, c.problem)
	}
	answer, err := c.out.ReadBytes('\n')
	if err != nil {
		c.t.Fatalf("the client ended: %v: %s", err, c.problem)
	}
	var o outcome
	decode(c.t, answer, &o)
	return o
}

// decode reads JSON with its numbers as they are written.
func decode(t *testing.T, text []byte, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
}
