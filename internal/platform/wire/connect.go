// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"errors"
	"net/http"
	"strings"

	"github.com/jonboulle/clockwork"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/httpapi"
	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// Access is how a dialect reaches its platform.
type Access struct {
	Platform    string // its title, for errors
	BaseURL     string
	Scheme      string // of the Authorization header, such as "Bearer"
	Credential  string // goes into the header, and is kept out of logs and errors
	Attribute   string // of the provider block, that the credential is configured by
	Clock       clockwork.Clock
	DecodeError func(*httpapi.Response) *httpapi.APIError
}

// Connect prepares a client by the provider's settings. It makes no call. Its
// error is a *platform.ConfigError about the endpoint or the proxy.
func Connect(settings platform.Settings, access Access) (*httpapi.Client, error) {
	client, err := httpapi.New(httpapi.Config{
		BaseURL:    access.BaseURL,
		Platform:   access.Platform,
		Credential: access.Attribute,
		Authorize: func(r *http.Request) {
			r.Header.Set("Authorization", access.Scheme+" "+access.Credential)
		},
		UserAgent:         settings.UserAgent,
		MaxRetries:        settings.MaxRetries,
		RequestsPerMinute: settings.RequestsPerMinute,
		Timeout:           settings.RequestTimeout,
		Clock:             access.Clock,
		Secrets:           []string{access.Credential},
		DecodeError:       access.DecodeError,
	})
	if wrong, ok := errors.AsType[*httpapi.ProxyError](err); ok {
		return nil, &platform.ConfigError{Summary: "Proxy cannot be used", Detail: strings.ToUpper(wrong.Error()[:1]) + wrong.Error()[1:] + "."}
	}
	if err != nil {
		return nil, &platform.ConfigError{Attribute: "endpoint", Summary: "Endpoint cannot be used", Detail: err.Error()}
	}
	return client, nil
}
