// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
)

// explain says why there is no whole answer, in one of a few sentences: a tenant reads them, and the errors of net/http
// hold the URL and what another service of this machine has said instead of HTTP.
func (e *Engine) explain(err error) error {
	var record tls.RecordHeaderError
	var certificate *tls.CertificateVerificationError
	var alert tls.AlertError
	var name *net.DNSError
	var operation *net.OpError
	switch {
	case errors.Is(err, ErrNotLoopback):
		return ErrNotLoopback
	case errors.Is(err, ErrOwn):
		return ErrOwn
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("no answer within %s", e.Timeout)
	case errors.As(err, &name):
		return errors.New("the URL's host has no address")
	case errors.Is(err, syscall.ECONNREFUSED):
		return errors.New("the connection was refused")
	case errors.As(err, &record), errors.As(err, &certificate), errors.As(err, &alert):
		return errors.New("the receiver is not trusted: no TLS, or a certificate that this machine does not accept")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return errors.New("the connection was closed before the end of an answer")
	case errors.As(err, &operation):
		return errors.New("the connection failed")
	}
	return errors.New("the answer cannot be read as HTTP")
}
