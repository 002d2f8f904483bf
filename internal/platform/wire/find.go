// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package wire

import (
	"crypto/rand"
	"errors"
	"iter"

	"github.com/openbanking-iac/terraform-provider-openbanking/internal/platform"
)

// errFilterIgnored says that a list cannot be believed.
var errFilterIgnored = errors.New("the platform listed objects that the idempotency key did not make, so it does not look them up by such a key")

// Find returns the one object that a call made under the idempotency key of this
// digest; the error's kind is [platform.KindNotFound] where there is none. A platform,
// or a proxy before it, that does not know the filter lists everything, and the caller
// revokes what it finds: so a result counts only where an unused key finds nothing.
func Find[D any](list func(madeUnder platform.KeyDigest) iter.Seq2[D, error], madeUnder platform.KeyDigest) (D, error) {
	var none D
	found, err := upTo2(list(madeUnder))
	switch {
	case err != nil:
		return none, err
	case len(found) == 0:
		return none, &platform.Error{Kind: platform.KindNotFound, Err: errors.New("the idempotency key made nothing that the platform knows of")}
	case len(found) > 1:
		return none, &platform.Error{Err: errFilterIgnored}
	}
	others, err := upTo2(list(platform.DigestKey(rand.Text())))
	switch {
	case err != nil:
		return none, err
	case len(others) > 0:
		return none, &platform.Error{Err: errFilterIgnored}
	}
	return found[0], nil
}

// upTo2 reads a list as far as it takes to tell one object from several.
func upTo2[D any](list iter.Seq2[D, error]) ([]D, error) {
	var all []D
	for item, err := range list {
		if err != nil {
			return nil, err
		}
		if all = append(all, item); len(all) == 2 {
			break
		}
	}
	return all, nil
}
