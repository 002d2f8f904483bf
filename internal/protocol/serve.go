// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package protocol

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"

	goplugin "github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/jonboulle/clockwork"
	"google.golang.org/grpc"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/protocol/lifetime"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/provider"
)

// largest is the size of the largest message, as in [tf6server.Serve].
const largest = 256 << 20

// Serve serves the provider to the CLI that has started this process, and returns when
// the process has to end. It does what [tf6server.Serve] does, and beyond that outlives
// signals: what Ctrl-C, a closed terminal or a job runner sends to all processes of a
// run would else end it in the middle of a write. On Windows, where Go makes signals of
// a console's events, the system ends the process some seconds after the console is
// closed.
func Serve(version string) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	// When the CLI is gone, a line of the log is no reason to die of.
	signal.Ignore(syscall.SIGPIPE)

	server := Server(version)
	process := lifetime.NewProcess(server, clockwork.NewRealClock(), os.Getppid)
	var transport atomic.Pointer[grpc.Server]
	served, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(served)
		goplugin.Serve(&goplugin.ServeConfig{
			HandshakeConfig: goplugin.HandshakeConfig{
				ProtocolVersion:  6,
				MagicCookieKey:   "TF_PLUGIN_MAGIC_COOKIE",
				MagicCookieValue: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
			},
			Plugins: goplugin.PluginSet{"provider": &tf6server.GRPCProviderPlugin{
				GRPCProvider: func() tfprotov6.ProviderServer { return server },
				Name:         provider.Address,
			}},
			GRPCServer: func(options []grpc.ServerOption) *grpc.Server {
				options = append(options, grpc.MaxRecvMsgSize(largest), grpc.MaxSendMsgSize(largest))
				transport.Store(grpc.NewServer(append(options, process.Options()...)...))
				return transport.Load()
			},
		})
	}()
	go func() {
		defer close(over)
		process.Wait(signals)
	}()
	select {
	case <-served:
	case <-over:
		if t := transport.Load(); t != nil {
			t.Stop() // It removes the socket.
		}
	}
}
