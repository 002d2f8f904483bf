// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

// start is how a provider comes up.
type start struct {
	program string
	took    time.Duration // from the start of the process to the answer with the schema
	memory  int64         // that is resident then, in bytes; 0 where the system does not tell
}

// attempts is how often each provider is started; the one in the middle counts.
const attempts = 9

// starts measures the provider and the one that makes no call.
func (b *bench) starts(ctx context.Context) ([]start, error) {
	var all []start
	for _, program := range []string{"terraform-provider-openbanking", "nocall"} {
		var tries []start
		for range attempts {
			once, err := startOf(ctx, b.program(program))
			if err != nil {
				return nil, fmt.Errorf("start %s: %w", program, err)
			}
			tries = append(tries, once)
		}
		slices.SortFunc(tries, func(a, b start) int { return int(a.took - b.took) })
		middle := tries[attempts/2]
		middle.program = program
		b.tell("%s: the schema is answered after %s, with %s", program, middle.took.Round(time.Millisecond), megabytes(middle.memory))
		all = append(all, middle)
	}
	return all, nil
}

// startOf starts a provider as a CLI does, with certificates for this one
// connection, and asks for its schema.
func startOf(ctx context.Context, program string) (start, error) {
	cmd := exec.CommandContext(ctx, program)
	began := time.Now()
	client := plugin.NewClient(&plugin.ClientConfig{
		// What every CLI and every provider agree on.
		HandshakeConfig: plugin.HandshakeConfig{
			MagicCookieKey:   "TF_PLUGIN_MAGIC_COOKIE",
			MagicCookieValue: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
		},
		VersionedPlugins: map[int]plugin.PluginSet{6: {"provider": provider{}}},
		AllowedProtocols: []plugin.Protocol{plugin.ProtocolGRPC},
		AutoMTLS:         true,
		Cmd:              cmd,
		Logger:           hclog.NewNullLogger(),
		SyncStdout:       io.Discard,
		SyncStderr:       io.Discard,
	})
	defer client.Kill()
	connected, err := client.Client()
	if err != nil {
		return start{}, err
	}
	dispensed, err := connected.Dispense("provider")
	if err != nil {
		return start{}, err
	}
	connection, ok := dispensed.(*grpc.ClientConn)
	if !ok {
		return start{}, fmt.Errorf("got a %T, expected a connection", dispensed)
	}
	// The request has no fields; of the answer it matters that it comes.
	err = connection.Invoke(ctx, "/tfplugin6.Provider/GetProviderSchema", &emptypb.Empty{}, &emptypb.Empty{}, grpc.MaxCallRecvMsgSize(64<<20))
	if err != nil {
		return start{}, err
	}
	return start{took: time.Since(began), memory: resident(cmd.Process.Pid)}, nil
}

// provider is a plugin of which the connection alone is used.
type provider struct{ plugin.NetRPCUnsupportedPlugin }

func (provider) GRPCServer(*plugin.GRPCBroker, *grpc.Server) error { return nil }

func (provider) GRPCClient(_ context.Context, _ *plugin.GRPCBroker, connection *grpc.ClientConn) (any, error) {
	return connection, nil
}

var residentLine = regexp.MustCompile(`(?m)^VmRSS:\s+([0-9]+) kB$`)

// resident is how much memory a process has, as Linux tells it; 0 elsewhere.
func resident(pid int) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	found := residentLine.FindSubmatch(status)
	if found == nil {
		return 0
	}
	kilobytes, _ := strconv.ParseInt(string(found[1]), 10, 64) // It is digits.
	return kilobytes << 10
}
