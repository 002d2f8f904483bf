// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package delivery

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Proof shows a receiver that a message comes from who knows the webhook's secret.
type Proof interface {
	// Add sets the headers of an attempt. Its error never holds a secret.
	Add(header http.Header, at time.Time, m Message) error
}

// Signatures are all signing secrets that are valid at the time of the attempt, in the form "whsec_" and base64. Each
// adds one signature, so that a receiver may hold the old or the new one while a rotation overlaps.
type Signatures []string

// BearerToken is a secret that is sent as it is.
type BearerToken string

// Add sets the three headers of the Standard Webhooks specification.
func (s Signatures) Add(header http.Header, at time.Time, m Message) error {
	signatures := make([]string, 0, len(s))
	for _, secret := range s {
		signer, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return ErrSecret // Not the library's error, which quotes parts of the secret.
		}
		signature, err := signer.Sign(m.ID, at, m.Payload)
		if err != nil {
			return fmt.Errorf("sign the message: %w", err)
		}
		signatures = append(signatures, signature)
	}
	if len(signatures) == 0 {
		return errors.New("the webhook has no valid signing secret")
	}
	header.Set(standardwebhooks.HeaderWebhookID, m.ID)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	return nil
}

// Add sets the Authorization header.
func (b BearerToken) Add(header http.Header, _ time.Time, _ Message) error {
	header.Set("Authorization", "Bearer "+string(b))
	return nil
}

// String hides the token, so that it is not printed by accident.
func (BearerToken) String() string { return "(sensitive)" }

// GoString hides the token from %#v.
func (BearerToken) GoString() string { return "(sensitive)" }
