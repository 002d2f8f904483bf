// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package function

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"strconv"
	"strings"
	"time"
)

// What follows is the part of the Standard Webhooks specification that a receiver
// needs (https://www.standardwebhooks.com).

// secretPrefix is how signing secrets begin.
const secretPrefix = "whsec_"

// decodeSigningSecret returns the key in a signing secret: base64 of 24 to 64
// bytes after the prefix. The error does not repeat it.
func decodeSigningSecret(text string) ([]byte, error) {
	encoded, ok := strings.CutPrefix(text, secretPrefix)
	if !ok {
		return nil, errors.New("it does not begin with " + secretPrefix)
	}
	// Go's decoder would skip line breaks, which a copied secret must not have.
	if strings.ContainsAny(encoded, "\r\n") {
		return nil, errors.New("it has a line break")
	}
	key, err := base64.StdEncoding.DecodeString(encoded)
	switch {
	case err != nil:
		return nil, errors.New("what follows " + secretPrefix + " is not base64; an end may be missing")
	case len(key) < 24 || len(key) > 64:
		return nil, errors.New("what follows " + secretPrefix + " is base64 of " + strconv.Itoa(len(key)) + " bytes, and a secret has 24 to 64")
	}
	return key, nil
}

// message is what was delivered: the headers webhook-id, webhook-timestamp and
// webhook-signature, and the body.
type message struct {
	id        string
	timestamp int64 // Unix seconds
	body      string
	signature string // one or more, with a space between
}

// signedBy reports whether one of the message's signatures is the key's. It
// compares in constant time, and takes signatures of version 1 only: others may
// stand beside it for receivers that know them.
func (m message) signedBy(key []byte) bool {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(m.id + "." + strconv.FormatInt(m.timestamp, 10) + "." + m.body))
	want := []byte(base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	found := false
	for one := range strings.SplitSeq(m.signature, " ") {
		version, encoded, _ := strings.Cut(one, ",")
		if version == "v1" && hmac.Equal([]byte(encoded), want) {
			found = true // Going on takes the same time for the first as for the last.
		}
	}
	return found
}

// sentWithin reports whether the message says that it was sent at most so long
// before or after an instant.
func (m message) sentWithin(tolerance time.Duration, at time.Time) bool {
	// A difference of instants would end at 292 years, and the sender chooses the
	// timestamp.
	earliest, latest := at.Add(-tolerance), at.Add(tolerance)
	sent := time.Unix(m.timestamp, 0)
	return m.timestamp >= 0 && m.timestamp < endOfTime && !sent.Before(earliest) && !sent.After(latest)
}

// endOfTime is the second after the last one that RFC 3339 can write; beyond,
// time.Time ends somewhere.
const endOfTime = 253402300800
