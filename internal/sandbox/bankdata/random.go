// Copyright (c) The terraform-provider-openbanking authors
// SPDX-License-Identifier: MPL-2.0

package bankdata

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"strconv"
)

// key identifies one independent stream of random numbers.
type key [2]uint64

// keyOf derives a key from its parts. SHA-256 keeps streams with similar inputs unrelated; the length of each part is
// hashed with it, so that ("ab", "c") and ("a", "bc") differ.
func keyOf(seed int64, parts ...string) key {
	h := sha256.New()
	// Writing to a hash never fails.
	_, _ = h.Write(binary.LittleEndian.AppendUint64(nil, uint64(seed))) //nolint:gosec // The bits are wanted, not the value.
	for _, p := range parts {
		_, _ = h.Write([]byte(strconv.Itoa(len(p)) + ":" + p))
	}
	sum := h.Sum(nil)
	return key{binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:16])}
}

// source returns the key's stream from its beginning.
func (k key) source() *rand.PCG { return rand.NewPCG(k[0], k[1]) }

// day rewinds pcg to the stream of one day, counted from the Unix epoch. Each day has a stream of its own, so that its
// transactions do not depend on where an iteration started.
func (k key) day(pcg *rand.PCG, day int64) {
	// An odd multiplier spreads neighbouring days over the whole state.
	pcg.Seed(k[0], k[1]^(uint64(day)*0x9e3779b97f4a7c15)) //nolint:gosec // The bits are wanted, not the value.
}
