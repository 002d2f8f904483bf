// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package lifetime

import (
	"context"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/stats"
)

// shutdown is how a CLI asks for the end: it waits for the answer, and kills the process
// two seconds later.
const shutdown = "/plugin.GRPCController/Shutdown"

// Options has a gRPC server tell the process of its connections and calls.
func (p *Process) Options() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.StatsHandler(connections{process: p}), grpc.ChainUnaryInterceptor(p.unary), grpc.ChainStreamInterceptor(p.stream),
	}
}

func (p *Process) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, answer grpc.UnaryHandler) (any, error) {
	if info.FullMethod == shutdown {
		p.Finish(ctx)
		return answer(ctx, req)
	}
	ctx, done := p.Call(ctx)
	defer done()
	return answer(ctx, req)
}

// stream counts the provider's streams, and not go-plugin's own, which last as long as
// the connection.
func (p *Process) stream(service any, stream grpc.ServerStream, info *grpc.StreamServerInfo, answer grpc.StreamHandler) error {
	if !strings.HasPrefix(info.FullMethod, "/plugin.") {
		_, done := p.Call(stream.Context())
		defer done()
	}
	return answer(service, stream)
}

// connections hears of connections from gRPC.
type connections struct{ process *Process }

// HandleConn implements stats.Handler.
func (c connections) HandleConn(ctx context.Context, event stats.ConnStats) {
	switch event.(type) {
	case *stats.ConnBegin:
		c.process.Connected()
	case *stats.ConnEnd:
		c.process.Disconnected(ctx)
	}
}

// TagConn implements stats.Handler.
func (connections) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// TagRPC implements stats.Handler.
func (connections) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

// HandleRPC implements stats.Handler.
func (connections) HandleRPC(context.Context, stats.RPCStats) {}
