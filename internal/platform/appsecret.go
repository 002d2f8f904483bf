// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package platform

import (
	"context"
	"time"
)

// App is an application that the organisation has registered on the platform.
type App struct {
	ID   string
	Name string
}

// AppSecret is the one secret that an app has at a time. Zero times mean "none".
type AppSecret struct {
	AppID       string
	Version     int64  // counts the app's secrets, from 1 on; each reset makes the next
	Secret      string // only in the answer to the reset that made it
	Fingerprint string // "sha256:" and the lower-case hex SHA-256 of the secret's exact text; "" where the platform does not tell
	CreatedAt   time.Time
	LastUsedAt  time.Time
	AsOf        AsOf // the platform's clock when it said so
}

// AppSecrets manages the secrets of apps. An app never has two: the old secret
// stops working in the moment in which a reset makes the new one, and there is
// no other way to end it.
type AppSecrets interface {
	// DefaultAppID is the app of the provider block; "" where none is set.
	DefaultAppID() string
	// Apps lists the apps that the provider's credential may manage.
	Apps(ctx context.Context) ([]App, error)
	// Get describes an app's present secret.
	Get(ctx context.Context, appID string) (AppSecret, error)
	// Reset makes a new secret and returns it. A secret whose answer was lost on
	// the way is in nobody's hands, so Reset then makes another, a few times. An
	// *Error with OutcomeUnknown says that the old secret may be dead while
	// nobody has the new one; after any other error nothing has changed.
	Reset(ctx context.Context, appID string) (AppSecret, error)
}
